"""Opening a generation: all of it or a clear error, never nonsense."""

from dataclasses import replace

import numpy as np
import pytest

from index.generation import CENTRE_FILE, KB_FILE, PASSAGES_FILE, VECTORS_FILE, Generation, read_generation
from index.manifest import checksums, read_manifest, write_manifest
from index.refresh import OpenIndex
from index.vectors import write_vectors
from kb.errors import IndexStoreError
from tests.index.building import DAMAGE


@pytest.fixture
def generation(small_index: OpenIndex) -> Generation:
    return small_index.generation


@pytest.mark.parametrize("damage", DAMAGE)
def test_damage_to_any_file_is_noticed(generation: Generation, damage: str):
    names = sorted(generation.manifest.checksums)
    assert {PASSAGES_FILE, KB_FILE, VECTORS_FILE, CENTRE_FILE, "lexical/meta.json"} < set(names)
    for name in names:
        path = generation.folder / name
        whole = path.read_bytes()
        DAMAGE[damage](path)
        with pytest.raises(IndexStoreError, match="beschadigd") as caught:
            read_generation(generation.folder)
        assert (caught.value.where, "index bouw" in caught.value.todo) == (str(path), True)
        path.unlink(missing_ok=True)
        path.write_bytes(whole)
    read_generation(generation.folder)


def test_files_that_do_not_belong_together_are_refused(generation: Generation):
    write_vectors(generation.folder / VECTORS_FILE, generation.vectors.vectors()[1:])
    manifest = read_manifest(generation.folder)
    write_manifest(generation.folder, replace(manifest, checksums=checksums(generation.folder)))
    with pytest.raises(IndexStoreError, match="beschadigd"):
        read_generation(generation.folder)


@pytest.mark.parametrize("name", [KB_FILE, PASSAGES_FILE, CENTRE_FILE])
@pytest.mark.parametrize("content", [b"", b"{}", b'[["een"]]'])
def test_a_file_of_another_shape_is_refused(generation: Generation, name: str, content: bytes):
    (generation.folder / name).write_bytes(content)
    write_manifest(generation.folder, replace(generation.manifest, checksums=checksums(generation.folder)))
    with pytest.raises(IndexStoreError, match="beschadigd"):
        read_generation(generation.folder)


def test_rows_vectors_and_terms_belong_to_the_passages(generation: Generation):
    rows = len(generation.passages)
    assert (generation.vectors.rows, generation.manifest.passages) == (rows, rows)
    assert generation.lexical.scores("leerling").shape == (rows,)


def test_the_first_row_of_an_article_is_its_title_and_its_items_follow(generation: Generation):
    for article in generation.kb.articles:
        first = generation.first_row(article.slug)
        assert generation.passages[first].text == article.title
        kinds = [p.kind for p in generation.passages[first + 1 : first + 1 + len(article.items)]]
        assert kinds == [item.kind for item in article.items]


def test_the_centre_is_the_mean_of_the_told_situations(generation: Generation):
    told = [row for row, passage in enumerate(generation.passages) if passage.spoken]
    assert np.allclose(generation.centre, generation.vectors.vectors()[told].mean(axis=0), atol=1e-6)

"""Is the index what it says it is?"""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from index.generation import VECTORS_FILE
from index.manifest import checksums, write_manifest
from index.refresh import OpenIndex
from index.status import Status, index_status
from index.store import IndexFolder
from index.vectors import write_vectors
from kb.errors import IndexStoreError, ModelError
from tests.conftest import FakeEncoder
from tests.index.building import embedded_by, overwrite, tree


@pytest.fixture
def folder(small_index: OpenIndex, tmp_path: Path) -> IndexFolder:
    return IndexFolder(tmp_path / "data")


@pytest.fixture
def generation(small_index: OpenIndex) -> Path:
    return small_index.generation.folder


def rewrite_vectors(index: OpenIndex, vectors: np.ndarray) -> None:
    """Put other vectors in an index as if it had been built with them."""
    folder = index.generation.folder
    write_vectors(folder / VECTORS_FILE, vectors)
    write_manifest(folder, replace(index.generation.manifest, checksums=checksums(folder)))


def test_a_good_index_is_sound_and_up_to_date(folder: IndexFolder, kb_root: Path, small_index: OpenIndex):
    status = index_status(folder, kb_root)
    assert (status.sound, status.stale, status.damaged) == (True, (), ())
    assert status.cosine == pytest.approx(1)
    assert status.manifest == small_index.generation.manifest


def test_three_passages_are_embedded_again(
    folder: IndexFolder, kb_root: Path, fake_encoder: FakeEncoder, monkeypatch: pytest.MonkeyPatch
):
    embedded = embedded_by(fake_encoder, monkeypatch)
    index_status(folder, kb_root)
    assert len(embedded) == 3


def test_vectors_of_another_model_are_not_sound(folder: IndexFolder, kb_root: Path, small_index: OpenIndex):
    rewrite_vectors(small_index, np.roll(small_index.generation.vectors.vectors(), 1, axis=1))
    status = index_status(folder, kb_root)
    assert (status.damaged, status.sound) == ((), False)
    assert status.cosine is not None
    assert status.cosine < 0.9


def test_vectors_that_are_no_numbers_are_not_sound(
    folder: IndexFolder, kb_root: Path, small_index: OpenIndex
):
    rewrite_vectors(small_index, np.full_like(small_index.generation.vectors.vectors(), np.nan))
    assert not index_status(folder, kb_root).sound


def test_every_damaged_file_is_named(folder: IndexFolder, kb_root: Path, generation: Path):
    term = next(generation.glob("lexical/*.term"))
    for path in (generation / VECTORS_FILE, term):
        overwrite(path, path.read_bytes()[:-1] + b"\xff")
    (generation / "kb.json").unlink()
    status = index_status(folder, kb_root)
    assert status.damaged == ("kb.json", f"lexical/{term.name}", VECTORS_FILE)
    assert (status.cosine, status.sound) == (None, False)


def test_stale_files_are_named(folder: IndexFolder, kb_root: Path):
    (kb_root / "articles" / "veiligheid" / "kijkt-weg.md").unlink()
    with (kb_root / "sources.yaml").open("a", encoding="utf-8") as stream:
        stream.write("# iets\n")
    status = index_status(folder, kb_root)
    assert status.stale == ("articles/veiligheid/kijkt-weg.md", "sources.yaml")
    assert status.sound


def test_an_index_of_another_knowledge_base_is_stale(folder: IndexFolder, kb_root: Path):
    moved = kb_root.rename(kb_root.with_name("verhuisd"))
    assert index_status(folder, moved).stale == (str(moved),)


def test_looking_changes_nothing(folder: IndexFolder, kb_root: Path):
    before = tree(folder.root)
    index_status(folder, kb_root)
    assert tree(folder.root) == before


def test_without_an_index_there_is_a_clear_error(kb_root: Path, tmp_path: Path):
    with pytest.raises(IndexStoreError, match="nog geen index") as caught:
        index_status(IndexFolder(tmp_path / "leeg"), kb_root)
    assert "index bouw" in caught.value.todo


def test_a_damaged_manifest_is_a_clear_error(folder: IndexFolder, kb_root: Path, generation: Path):
    (generation / "manifest.json").write_bytes(b"\x00\xff")
    with pytest.raises(IndexStoreError, match="beschadigd"):
        index_status(folder, kb_root)


def test_a_model_that_is_gone_is_a_clear_error(
    folder: IndexFolder, kb_root: Path, monkeypatch: pytest.MonkeyPatch
):
    from index.encoder import open_encoder

    monkeypatch.setattr("index.status.open_encoder", open_encoder)
    with pytest.raises(ModelError):
        index_status(folder, kb_root)


def test_a_status_with_a_low_cosine_is_not_sound(folder: IndexFolder, kb_root: Path):
    status: Status = index_status(folder, kb_root)
    assert replace(status, cosine=0.9998).sound is False
    assert replace(status, cosine=0.99999).sound is True

"""Documents of a public set: searched as they are, their vectors kept."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from index.documents import open_documents
from index.refresh import OpenIndex
from tests.conftest import FakeEncoder
from tests.index.building import embedded_by

TEXTS = ("het kind huilt", "vader zwijgt al de hele avond aan tafel", "", "moeder lacht")
IDS = ("a", "b", "c", "d")
DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "emptied": lambda _raw: b"",
    "cut in half": lambda raw: raw[: len(raw) // 2],
    "cut in its header": lambda raw: raw[:20],
    "overwritten": lambda raw: b"\x93" * len(raw),
    "of another shape": lambda raw: raw.replace(b"(4, 64)", b"(8, 32)"),
}


@pytest.fixture
def embedded(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the encoder turned into a vector so far."""
    return embedded_by(FakeEncoder(), monkeypatch)


def opened(
    cache: Path,
    texts: tuple[str, ...] = TEXTS,
    ids: tuple[str, ...] = IDS,
    encoder: FakeEncoder | None = None,
) -> OpenIndex:
    return open_documents(ids[: len(texts)], texts, encoder=encoder or FakeEncoder(), cache=cache)


def vectors(index: OpenIndex) -> np.ndarray:
    return index.generation.vectors.vectors()


def test_every_document_is_one_passage_in_its_place(tmp_path: Path):
    index = opened(tmp_path)
    assert [(p.owner, p.text, p.searchable) for p in index.generation.passages] == [
        (name, text, True) for name, text in zip(IDS, TEXTS, strict=True)
    ]
    assert np.array_equal(vectors(index), FakeEncoder().encode_passages(TEXTS))


def test_words_are_found_in_the_document_that_holds_them(tmp_path: Path):
    scores = opened(tmp_path).generation.lexical.scores("wie zwijgt")
    assert list(scores > 0) == [False, True, False, False]


def test_there_are_no_articles_routes_or_told_situations(tmp_path: Path):
    generation = opened(tmp_path).generation
    assert (generation.kb.articles, generation.kb.routes, generation.files) == ((), (), ())
    assert not generation.centre.any()


def test_vectors_are_kept_and_used_again(tmp_path: Path, embedded: list[str]):
    first = opened(tmp_path / "nieuw")
    assert sorted(embedded) == sorted(TEXTS)
    second = opened(tmp_path / "nieuw")
    assert len(embedded) == len(TEXTS)
    assert np.array_equal(vectors(first), vectors(second))


def test_other_ids_need_no_other_vectors(tmp_path: Path, embedded: list[str]):
    opened(tmp_path)
    index = opened(tmp_path, ids=("w", "x", "y", "z"))
    assert len(embedded) == len(TEXTS)
    assert [passage.owner for passage in index.generation.passages] == ["w", "x", "y", "z"]


@pytest.mark.parametrize(
    "texts",
    [
        (*TEXTS[:3], "moeder lacht niet"),
        (TEXTS[1], TEXTS[0], *TEXTS[2:]),
        TEXTS[:3],
        ("het kind", "huilt", *TEXTS[2:]),
    ],
)
def test_a_changed_corpus_is_encoded_anew(tmp_path: Path, embedded: list[str], texts: tuple[str, ...]):
    opened(tmp_path)
    index = opened(tmp_path, texts)
    assert len(embedded) == len(TEXTS) + len(texts)
    assert np.array_equal(vectors(index), FakeEncoder().encode_passages(texts))


def test_another_model_makes_vectors_of_its_own(tmp_path: Path, embedded: list[str]):
    opened(tmp_path)
    index = opened(tmp_path, encoder=FakeEncoder(model_id="ander"))
    assert len(embedded) == 2 * len(TEXTS)
    assert index.generation.manifest.model_id == "ander"


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_file_of_vectors_is_made_anew(
    tmp_path: Path, embedded: list[str], damage: Callable[[bytes], bytes]
):
    opened(tmp_path)
    [path] = tmp_path.iterdir()
    whole = path.read_bytes()
    path.write_bytes(damage(whole))
    assert path.read_bytes() != whole
    assert np.array_equal(vectors(opened(tmp_path)), FakeEncoder().encode_passages(TEXTS))
    assert path.read_bytes() == whole


def test_where_nothing_can_be_kept_it_still_opens(tmp_path: Path):
    (tmp_path / "bezet").write_text("geen map", encoding="utf-8")
    assert vectors(opened(tmp_path / "bezet" / "map")).shape == (4, 64)


def test_progress_is_told_until_all_is_done(tmp_path: Path):
    seen: list[tuple[int, int]] = []
    open_documents(
        IDS,
        TEXTS,
        encoder=FakeEncoder(),
        cache=tmp_path,
        progress=lambda _, done, total: seen.append((done, total)),
    )
    assert seen[-1] == (4, 4)


def test_no_documents_are_an_index_of_nothing(tmp_path: Path):
    index = opened(tmp_path, ())
    assert vectors(index).shape == (0, 64)
    assert index.generation.lexical.scores("kind").shape == (0,)

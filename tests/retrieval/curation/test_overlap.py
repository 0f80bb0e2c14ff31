import shutil
from pathlib import Path

import pytest

from index.refresh import OpenIndex
from kb.errors import KnowledgeBaseError, QueryError
from retrieval.curation.compared import indexed_articles
from retrieval.curation.overlap import find_overlap, overlap_of
from retrieval.curation.similarity import OVERLAP
from tests.conftest import FakeEncoder, article_text

WARNED = "Een partner, kind, zus of buurman laten vertalen omdat de tolk te laat is."


class NoEncoder(FakeEncoder):
    """An encoder that is not to be used."""

    def encode_queries(self, texts):
        raise AssertionError("encoded again")


@pytest.fixture
def kb_root(own_index) -> Path:
    return Path(own_index.generation.manifest.kb_root)


def test_of_one_article_the_ten_nearest_are_given(own_index, kb_root):
    article, overlap = overlap_of(own_index, kb_root, "werken-met-een-tolk")
    assert article.slug == "werken-met-een-tolk"
    assert len(overlap.articles) == 10
    assert {pair.one.slug for pair in overlap.articles} == {"werken-met-een-tolk"}
    assert "werken-met-een-tolk" not in {pair.other.slug for pair in overlap.articles}
    assert overlap.articles[0].similarity == max(pair.similarity for pair in overlap.articles) >= OVERLAP
    assert all(pair.one.article == "werken-met-een-tolk" for pair in overlap.items)


def test_what_the_index_holds_is_not_encoded_again(own_index, kb_root):
    index = OpenIndex(own_index.generation, NoEncoder())
    by_slug = overlap_of(index, kb_root, "werken-met-een-tolk")
    file = kb_root / "articles" / "communicatie-en-tolken" / "werken-met-een-tolk.md"
    assert overlap_of(index, kb_root, str(file)) == by_slug


def test_a_file_outside_the_folder_is_compared(own_index, kb_root, tmp_path):
    original = kb_root / "articles" / "communicatie-en-tolken" / "werken-met-een-tolk.md"
    file = tmp_path / "gesprek-via-een-tolk.md"
    shutil.copy(original, file)
    article, overlap = overlap_of(own_index, kb_root, str(file))
    nearest = overlap.articles[0]
    assert (article.slug, nearest.other.slug) == ("gesprek-via-een-tolk", "werken-met-een-tolk")
    assert nearest.similarity == pytest.approx(1, abs=1e-3)
    copied = [pair for pair in overlap.items if pair.other.article == "werken-met-een-tolk"]
    assert len({pair.one.line for pair in copied}) > 20
    assert {pair.one.path for pair in overlap.items} == {file.as_posix()}


def test_a_file_that_contradicts_an_article_is_told(own_index, kb_root, tmp_path):
    original = kb_root / "articles" / "communicatie-en-tolken" / "werken-met-een-tolk.md"
    text = original.read_text(encoding="utf-8").replace(
        "- **Knip je verhaal klein.**", "- **Laat een kind of buurman vertalen als de tolk te laat is.**"
    )
    file = tmp_path / "anders.md"
    file.write_text(text, encoding="utf-8")
    clashes = overlap_of(own_index, kb_root, str(file))[1].contradictions
    assert ("Laat een kind of buurman vertalen als de tolk te laat is.", WARNED) in {
        (clash.does.sentence, clash.forbids.sentence) for clash in clashes
    }


def test_an_unknown_article_is_refused(own_index, kb_root):
    with pytest.raises(QueryError, match="Er is geen artikel 'bestaat-niet'"):
        overlap_of(own_index, kb_root, "bestaat-niet")


def test_a_file_that_is_no_article_is_refused(own_index, kb_root, tmp_path):
    file = tmp_path / "kapot.md"
    file.write_text("kapot", encoding="utf-8")
    with pytest.raises(KnowledgeBaseError, match="ontbreken"):
        overlap_of(own_index, kb_root, str(file))


def test_of_all_articles_each_pair_that_overlaps_is_given_once(own_index):
    overlap = find_overlap(indexed_articles(own_index.generation))
    pairs = [frozenset((pair.one.slug, pair.other.slug)) for pair in overlap.articles]
    assert len(pairs) == len(set(pairs)) > 5
    assert all(len(pair) == 2 for pair in pairs)
    figures = [pair.similarity for pair in overlap.articles]
    assert figures == sorted(figures, reverse=True)
    assert min(figures) >= OVERLAP


def test_how_far_it_is_is_told(make_index):
    index, done = make_index({"kijkt-weg": article_text()}), []
    overlap_of(index, Path("."), "kijkt-weg", progress=lambda *step: done.append(step[1:]))
    assert done == [(1, 3), (2, 3), (3, 3)]


def test_one_article_alone_overlaps_with_nothing(make_index):
    index = make_index({"kijkt-weg": article_text()})
    overlap = find_overlap(indexed_articles(index.generation), 0)
    assert (overlap.articles, overlap.items, overlap.contradictions) == ((), (), ())

"""The owner's five documents and the articles: every point stands where `seedmap.yaml` says it does."""

import pytest

from kb.datafile import open_data_file
from kb.library import load_library
from tests.conftest import ROOT

DOCUMENTS = {
    "0": ("seed-lokaal0", range(1, 32)),
    "1": ("seed-school-wijk", range(1, 37)),
    "2": ("seed-opvoedklimaat", range(1, 29)),
    "3": ("seed-mao6", range(1, 33)),
    "4": ("seed-groots-klein", range(1, 52)),
}
POINTS = [f"{number}.{point:02}" for number, (_, points) in DOCUMENTS.items() for point in points]
SEEDMAP = open_data_file(ROOT / "tests" / "kb", "seedmap.yaml").yaml.data
ENTRIES = [(point, entry) for point, entries in SEEDMAP.items() for entry in entries]
IN_ARTICLES = [(point, entry["artikel"], entry["zin"]) for point, entry in ENTRIES if "artikel" in entry]
BESIDE_ARTICLES = [(point, entry) for point, entry in ENTRIES if "artikel" not in entry]


@pytest.fixture(scope="module")
def articles():
    return {article.slug: article for article in load_library(ROOT / "kb")[0].articles}


def carriers(article, phrase):
    return [item for item in article.items if phrase in item.text]


def test_every_point_of_the_documents_is_there_once_and_in_order():
    assert len(POINTS) == 178
    assert list(SEEDMAP) == POINTS


def test_every_point_has_a_place():
    assert [point for point, entries in SEEDMAP.items() if not entries] == []


@pytest.mark.parametrize(("point", "slug", "phrase"), IN_ARTICLES)
def test_an_item_of_the_article_holds_the_phrase(articles, point, slug, phrase):
    assert slug in articles, f"{point}: het artikel {slug} bestaat niet"
    assert carriers(articles[slug], phrase), f"{point}: {slug} zegt dit niet meer: {phrase}"


@pytest.mark.parametrize(("point", "slug", "phrase"), IN_ARTICLES)
def test_the_item_that_carries_a_point_cites_its_document(articles, point, slug, phrase):
    document = DOCUMENTS[point[0]][0]
    items = carriers(articles[slug], phrase)
    assert [document in item.sources for item in items] == [True], f"{point}: {slug}: {phrase}"


@pytest.mark.parametrize(("point", "slug", "phrase"), IN_ARTICLES)
def test_a_phrase_is_long_enough_to_tell_and_short_enough_to_read(point, slug, phrase):
    assert 20 <= len(phrase) <= 90, f"{point}: {slug}: {phrase}"


@pytest.mark.parametrize(("point", "entry"), BESIDE_ARTICLES)
def test_what_stands_beside_the_articles_has_a_file_and_a_place(point, entry):
    text = (ROOT / entry["kader"]).read_text(encoding="utf-8")
    assert entry["waar"], point
    assert entry.get("zin", "") in text, point

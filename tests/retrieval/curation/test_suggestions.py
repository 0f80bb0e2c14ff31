import dataclasses
from collections.abc import Sequence

import pytest

from kb.types import Article, Item
from retrieval.curation.findability import Asked, Findability
from retrieval.curation.suggestions import suggestions
from tests.conftest import article_text

SHORT, LONG = "bus weer gemist", "dit vertelt " * 9
WAR = article_text("De klas is gespannen, het is oorlog", situations=["vlag op school"] * 8)
PEACE = article_text("Een jongere radicaliseert", situations=["vlag op school"] * 8)


@pytest.fixture(scope="module")
def kb(make_index):
    return make_index({"oorlog": WAR, "haat": PEACE, "rust": article_text("Een kind huilt")}).generation.kb


@pytest.fixture
def suggested(kb):
    def of(*asked: Asked, texts: Sequence[str] = (SHORT, LONG)) -> tuple[str, ...]:
        fill = [found(1, text) for text in texts] + [found(1)] * (8 - len(asked) - len(texts))
        article = kb.article("oorlog")
        return suggestions(Findability(article, (*asked, *fill)), kb)

    return of


def found(
    rank: int, text: str = "een situatie van gewone lengte met woorden erin", *, line: int = 7, **extra
) -> Asked:
    item = Item("situatie", text, "oorlog", "Zo klinkt het", "a.md", line)
    return Asked(item, rank, **{"before": (), "outcome": "advice", "confidence": 0.9, **extra})


def test_where_all_is_well_nothing_is_suggested(suggested) -> None:
    assert suggested() == ()


def test_an_article_that_comes_second_or_third_is_found_well_enough(suggested, kb) -> None:
    assert suggested(found(3, before=(kb.article("haat"),) * 2)) == ()


def test_an_article_that_several_situations_find_first_is_named_with_what_is_only_here(suggested, kb) -> None:
    before = (kb.article("haat"),)
    [line, *_] = suggested(found(4, line=71, before=before), found(5, line=73, before=before))
    assert "2 situaties (regel 71 en 73) vinden eerst “Een jongere radicaliseert”." in line
    assert "zoals: oorlog, gespannen. " in line
    assert line.endswith("handelwijzer artikel lijkt-op oorlog")


def test_an_article_that_one_situation_finds_first_is_not_named(suggested, kb) -> None:
    assert not any("vinden eerst" in line for line in suggested(found(4, before=(kb.article("haat"),))))


@pytest.mark.parametrize(
    ("ranks", "words"),
    [
        ((11,), "1 situatie (regel 20) staat alleen"),
        ((11, 99), "2 situaties (regel 20 en 21) staan alleen"),
        ((11, 12, 13), "3 situaties (regel 20, 21 en 22) staan alleen"),
        ((11, 12, 13, 14, 15), "5 situaties (regel 20, 21, 22, 23 en 1 meer) staan alleen"),
    ],
)
def test_situations_that_stand_far_off_are_counted(suggested, ranks: tuple[int, ...], words: str) -> None:
    asked = [found(rank, line=20 + number) for number, rank in enumerate(ranks)]
    assert sum(line.startswith(words) for line in suggested(*asked)) == 1


def test_the_tenth_place_is_not_far_off(suggested) -> None:
    assert not any("alleen" in line for line in suggested(found(10)))


def test_words_of_title_and_start_that_no_situation_has_are_named(suggested) -> None:
    named = next(line for line in suggested(found(4)) if line.startswith("Deze woorden"))
    assert "geen enkele situatie: oorlog, gespannen." in named
    said = next(
        line
        for line in suggested(found(4, "zij vluchtten in oorlogstijd"))
        if line.startswith("Deze woorden")
    )
    assert "geen enkele situatie: gespannen." in said


def test_words_are_no_matter_where_every_situation_finds_the_article(suggested) -> None:
    assert not any(line.startswith("Deze woorden") for line in suggested(found(3)))


def test_a_situation_without_an_answer_is_named(suggested) -> None:
    lines = suggested(found(4, line=31, outcome="none"), found(4, line=32, outcome="uncertain"))
    assert any("regel 31 staat, krijgt: geen passend advies" in line for line in lines)


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        ((SHORT, LONG), ""),
        ((LONG,), "geen korte bij"),
        ((SHORT,), "geen lange bij"),
    ],
)
def test_a_short_and_a_long_one_belong_there(suggested, texts: tuple[str, ...], words: str) -> None:
    normal = found(1, "dit is een situatie van precies negen woorden lang")
    lines = suggested(*[normal] * (8 - len(texts)), texts=texts)
    assert len(lines) == bool(words)
    assert words in "".join(lines)


def test_too_few_are_counted(kb) -> None:
    few = Findability(article_of(kb), (found(1, SHORT), found(1, LONG)))
    assert suggestions(few, kb) == ("Het zijn er 2; schrijf er minstens 8.",)
    assert suggestions(Findability(article_of(kb), ()), kb) == ("Het zijn er 0; schrijf er minstens 8.",)


def article_of(kb) -> Article:
    return dataclasses.replace(kb.article("oorlog"))

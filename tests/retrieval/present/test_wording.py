import dataclasses

import pytest

from index.refresh import OpenIndex
from kb.types import Helpline, Item
from retrieval.present.view import View, with_numbers
from retrieval.present.wording import cited_lines, dutch_date, helpline_words, reviewed_words, withheld_words

CALLED = Helpline("veilig-thuis", "Veilig Thuis", "0800-2000", "advies", "2026-11-21")
LOOKED_UP = Helpline("lkha", "LKHA", None, "via Veilig Thuis", None)


def item(*sources: str) -> Item:
    return Item("advies", "Bel.", "a", "Wat je kunt doen", "a.md", 3, sources=sources)


def test_a_helpline_is_named_with_its_number() -> None:
    assert helpline_words(CALLED) == "Veilig Thuis 0800-2000"


def test_a_helpline_without_a_number_says_where_to_find_it() -> None:
    assert "via Veilig Thuis" in helpline_words(LOOKED_UP)
    assert "None" not in helpline_words(LOOKED_UP)


def test_an_item_shows_the_numbers_that_it_cites() -> None:
    assert (
        with_numbers(item("bron", "tel:veilig-thuis"), (CALLED, LOOKED_UP)) == "Bel. [Veilig Thuis 0800-2000]"
    )


def test_a_number_that_is_not_known_or_not_there_is_not_shown() -> None:
    assert cited_lines(item("tel:lkha", "tel:nergens"), (CALLED, LOOKED_UP)) == ()


def test_an_article_that_nobody_has_read_says_so(own_index: OpenIndex) -> None:
    article = dataclasses.replace(own_index.generation.kb.articles[0], readers=())
    assert reviewed_words(article) == "Nog niet nagelezen door een deskundige"


def test_an_article_that_was_read_says_by_whom(own_index: OpenIndex) -> None:
    article = dataclasses.replace(own_index.generation.kb.articles[0], readers=(("arts", "2026-11-01"),))
    assert "arts (2026-11-01)" in reviewed_words(article)


@pytest.mark.parametrize(("count", "words"), [(0, ""), (1, "1 punt waarbij"), (2, "2 punten waarbij")])
def test_what_was_withheld_is_counted(advice_of, count: int, words: str) -> None:
    shown = withheld_words(dataclasses.replace(advice_of("x"), withheld=count))
    assert words in shown
    assert bool(shown) == bool(count)


def test_meanings_and_places_bear_their_plain_label(own_index: OpenIndex, view_of) -> None:
    view: View = view_of(own_index)
    meaning = dataclasses.replace(item(), kind="betekenis", type="institutioneel")
    assert view.meaning(meaning) == "ligt ook aan ons: Bel."
    assert view.where(dataclasses.replace(item(), place="po")) == "(basisschool) "
    assert view.where(item()) == ""


def test_a_type_that_is_unknown_or_missing_stops_nothing(own_index: OpenIndex, view_of) -> None:
    assert view_of(own_index).meaning(dataclasses.replace(item(), type="raar")) == "raar: Bel."
    assert view_of(own_index).meaning(item()) == "Bel."


def test_a_day_is_written_in_dutch() -> None:
    assert dutch_date("2026-11-02") == "2 november 2026"
    assert dutch_date("2026-01-31") == "31 januari 2026"


def test_what_is_no_day_stays_as_it_is() -> None:
    assert dutch_date("onbekend") == "onbekend"
    assert dutch_date("") == ""

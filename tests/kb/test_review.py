import dataclasses
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.errors import QueryError
from kb.library import load_library
from kb.review import find_owner, months_later, owners, review_on
from kb.types import KnowledgeBase
from tests.conftest import article_text

CHECKED = date(2026, 11, 22)  # the day in `article_text`


@pytest.fixture
def review(kb_root) -> Callable[..., object]:
    """Return a function that reviews the articles under test."""
    return lambda day, **asked: review_on(load_library(kb_root)[0], day, **asked)


@pytest.fixture
def small(kb_root, put) -> KnowledgeBase:
    """A knowledge base of one article."""
    put("kijkt-weg")
    return load_library(kb_root)[0]


def slugs(articles) -> list[str]:
    return [article.slug for article in articles]


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 11, 22), 12, date(2027, 11, 22)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 1, 31), 0, date(2026, 1, 31)),
        (date(9999, 12, 31), 60, date.max),
    ],
)
def test_months_are_months_of_the_calendar(day, months, later):
    assert months_later(day, months) == later


@given(st.dates(max_value=date(2900, 1, 1)), st.integers(0, 60), st.integers(0, 60))
def test_more_months_are_never_earlier(day, months, more):
    assert day <= months_later(day, months) <= months_later(day, months + more)


def test_an_article_is_due_from_its_day_on(review, put):
    put("kijkt-weg")
    before, on = review(date(2027, 11, 21)), review(date(2027, 11, 22))
    assert (slugs(d.article for d in before.due), slugs(d.article for d in before.later)) == (
        [],
        ["kijkt-weg"],
    )
    assert [(due.article.slug, due.on) for due in on.due] == [("kijkt-weg", date(2027, 11, 22))]
    assert on.later == ()


def test_what_comes_due_soon_can_be_seen_ahead(review, put):
    put("kijkt-weg")
    assert review(date(2027, 9, 21), within=2).due == ()
    ahead = review(date(2027, 9, 22), within=2)
    assert (slugs(due.article for due in ahead.due), ahead.until) == (["kijkt-weg"], date(2027, 11, 22))


def test_the_longest_overdue_comes_first_and_of_one_day_the_dangerous(review, put):
    put("a-gewoon")
    put("b-gevaar", article_text("b", front="route: [meldcode]\nurgentie: zorg\n"))
    put("c-acuut", article_text("c", front="route: [meldcode]\nurgentie: acuut\n"))
    put("d-oud", article_text("d", front="hercontrole_maanden: 3\n"))
    assert slugs(due.article for due in review(date(2028, 1, 1)).due) == [
        "d-oud",
        "c-acuut",
        "b-gevaar",
        "a-gewoon",
    ]


def test_a_withdrawn_article_is_no_work(review, put):
    put("weg", article_text().replace("status: concept", "status: ingetrokken"))
    found = review(date(2028, 1, 1))
    assert (found.articles, found.due, found.unread) == (0, (), ())


def test_articles_that_nobody_from_practice_read_are_named_danger_first(review, put):
    put("a-gewoon", article_text("a", front="urgentie: zorg\n"))
    put("b-gelezen", article_text("b", front="meegelezen: [{rol: arts, datum: 2026-11-01}]\n"))
    put("c-gevaar", article_text("c", front="route: [vgv]\nurgentie: aandacht\n"))
    assert slugs(review(CHECKED).unread) == ["c-gevaar", "a-gewoon"]


def test_a_check_on_a_day_that_is_still_to_come_is_doubted(review, put):
    put("kijkt-weg")
    assert slugs(review(date(2026, 11, 21)).ahead) == ["kijkt-weg"]
    assert review(CHECKED).ahead == ()


@pytest.mark.parametrize(
    ("phone", "checked", "day", "stale"),
    [
        ("0800-1234", "2026-05-21", date(2026, 11, 21), False),
        ("0800-1234", "2026-05-21", date(2026, 11, 22), True),
        ("0800-1234", None, date(2026, 11, 22), True),
        (None, "2026-01-01", date(2026, 11, 22), False),  # nothing to check
    ],
)
def test_a_number_is_looked_at_again_after_half_a_year(small, phone, checked, day, stale):
    line = dataclasses.replace(next(iter(small.helplines.values())), phone=phone, checked=checked)
    kb = dataclasses.replace(small, helplines={line.id: line})
    assert review_on(kb, day).helplines == ((line,) if stale else ())


def test_a_number_that_nobody_ever_saw_comes_first(small):
    first, second = list(small.helplines.values())[:2]
    seen = dataclasses.replace(first, phone="1", checked="2026-01-01")
    never = dataclasses.replace(second, phone="2", checked=None)
    kb = dataclasses.replace(small, helplines={seen.id: seen, never.id: never})
    assert review_on(kb, CHECKED).helplines == (never, seen)


@pytest.fixture
def changed(kb_root) -> Callable[[str, str], None]:
    """Note that a source changed."""

    def note(source: str, day: str) -> None:
        path = kb_root / "sources.yaml"
        text = path.read_text(encoding="utf-8")
        path.write_text(
            text.replace(f"\n{source}:", f'\n{source}:\n  gewijzigd_op: "{day}"'), encoding="utf-8"
        )

    return note


CITING = "- **Vraag het.** Zo staat het in de stappen. [@rijk-basismodel-meldcode]"


def test_articles_checked_before_a_source_changed_are_named(review, put, changed):
    put("noemt", article_text("a", advice=CITING))
    put("noemt-niet")
    changed("rijk-basismodel-meldcode", "2026-12-01")
    (found,) = review(date(2026, 12, 1)).changed
    assert (found.source.id, slugs(found.articles)) == ("rijk-basismodel-meldcode", ["noemt"])
    assert "meldcode" in found.routes


@pytest.mark.parametrize(
    ("day_of_change", "day", "within"),
    [
        ("2026-11-22", date(2027, 1, 1), 0),  # checked on that very day
        ("2026-12-02", date(2026, 12, 1), 0),  # still to come
        ("2027-01-02", date(2026, 12, 1), 1),
    ],
)
def test_a_source_that_changed_before_the_check_or_has_yet_to_change_is_no_work(
    review, put, changed, day_of_change, day, within
):
    put("noemt", article_text("a", advice=CITING))
    changed("rijk-basismodel-meldcode", day_of_change)
    assert review(day, within=within).changed == ()


def test_a_change_that_comes_soon_can_be_seen_ahead(review, put, changed):
    put("noemt", article_text("a", advice=CITING))
    changed("rijk-basismodel-meldcode", "2027-01-01")
    assert len(review(date(2026, 12, 1), within=1).changed) == 1


def test_the_first_change_comes_first(review, put, changed):
    put("noemt", article_text("a", advice=f"{CITING} [@vakkennis]"))
    changed("rijk-basismodel-meldcode", "2026-12-02")
    changed("vakkennis", "2026-12-01")
    found = review(date(2027, 1, 1)).changed
    assert [one.source.id for one in found] == ["vakkennis", "rijk-basismodel-meldcode"]


def test_sources_that_nobody_cites_are_those_of_the_check(review, put):
    put("noemt", article_text("a", advice=CITING))
    idle = [source.id for source in review(CHECKED).uncited]
    assert "seed-lokaal0" in idle
    assert "rijk-basismodel-meldcode" not in idle


def test_of_one_owner_there_are_only_articles(review, put, changed):
    put("van-ons", article_text("a", advice=CITING))
    put("van-fatima", article_text("b", front="eigenaar: Fatima\n", advice=CITING))
    changed("rijk-basismodel-meldcode", "2026-12-01")
    found = review(date(2028, 1, 1), owner="Fatima")
    assert slugs(due.article for due in found.due) == ["van-fatima"]
    assert slugs(found.unread) == ["van-fatima"]
    assert [slugs(one.articles) for one in found.changed] == [["van-fatima"]]
    assert (found.articles, found.helplines, found.uncited) == (1, (), ())


def test_an_owner_is_found_whatever_the_capitals(kb_root, put):
    put("van-ons")
    put("van-fatima", article_text("b", front="eigenaar: Fatima\n"))
    kb = load_library(kb_root)[0]
    assert owners(kb) == ("Fatima", "redactie")
    assert find_owner(kb, " fatima ") == "Fatima"
    with pytest.raises(QueryError, match="eigenaar 'Els'") as failed:
        find_owner(kb, "Els")
    assert failed.value.todo == "Kies uit: Fatima, redactie."

import dataclasses
from collections.abc import Callable
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.library import load_library
from kb.types import Article, Item, Vocabulary
from retrieval.curation.coverage import Coverage, Gap, cells, coverage, gaps, values_of

VOCABULARY = Vocabulary(
    {
        "thema": {"a": "A", "b": "B", "c": "C"},
        "leefdomein": {"thuis": "thuis", "school": "school"},
        "leeftijd": {"jong": "jong", "oud": "oud"},
        "plaats": {"po": "basisschool", "wijkteam": "wijkteam"},
        "beroepsgroep": {"juf": "juf"},
    }
)


@pytest.fixture(scope="module")
def plain(own_index) -> Article:
    return dataclasses.replace(own_index.generation.kb.articles[0], items=())


@pytest.fixture(scope="module")
def make(plain: Article) -> Callable[..., Article]:
    def article(
        theme: str, *ages: str, places: tuple[str | None, ...] = (None,), checked: str = "2026-05-01"
    ) -> Article:
        items = tuple(
            Item("advies", "Doe dit.", "x", "Wat je kunt doen", "x.md", 9, place=place) for place in places
        )
        return dataclasses.replace(
            plain, theme=theme, ages=ages, domains=("thuis", "school"), checked=checked, items=items
        )

    return article


def counted(*articles: Article, rows: str = "thema", columns: str = "leeftijd") -> Coverage:
    return coverage(articles, VOCABULARY, rows=rows, columns=columns)


def test_an_article_counts_at_each_of_its_values(make) -> None:
    found = counted(make("a", "jong", "oud"), make("a", "jong"), make("b", "oud"))
    assert [(row.value, row.articles, row.counts) for row in found.rows] == [
        ("a", 2, (2, 1)),
        ("b", 1, (0, 1)),
        ("c", 0, (0, 0)),
    ]
    assert (found.total.articles, found.total.counts) == (3, (2, 2))


def test_rows_and_columns_stand_in_the_order_of_the_vocabulary(make) -> None:
    found = counted(make("c", "oud"), rows="leefdomein", columns="thema")
    assert [row.value for row in found.rows] == ["thuis", "school"]
    assert found.columns == ("a", "b", "c")


def test_the_oldest_check_is_that_of_the_row(make) -> None:
    found = counted(make("a", "jong"), make("a", "jong", checked="2025-01-31"), make("b", "oud"))
    assert [row.oldest for row in found.rows] == ["2025-01-31", "2026-05-01", ""]
    assert found.total.oldest == "2025-01-31"


def test_places_are_those_with_advice_of_their_own(make) -> None:
    assert values_of(make("a", places=(None, "po", "po", "wijkteam")), "plaats") == ("po", "wijkteam")
    assert values_of(make("a"), "plaats") == ()


def test_without_articles_every_row_is_a_gap() -> None:
    assert gaps(counted()) == (Gap("a", None, 0.0), Gap("b", None, 0.0), Gap("c", None, 0.0))


def test_gaps_come_where_most_would_be_expected(make) -> None:
    held = [make("a", "jong"), *(make("b", "jong") for _ in range(4)), make("c", "oud")]
    # One of the six is "oud": of the four of "b" that would be 2/3. Five are "jong": of the one of "c" 5/6.
    assert [(gap.row, gap.column) for gap in gaps(counted(*held))] == [
        ("c", "jong"),
        ("b", "oud"),
        ("a", "oud"),
    ]
    assert [gap.expected for gap in gaps(counted(*held))] == pytest.approx([5 / 6, 4 / 6, 1 / 6])


def test_a_row_without_articles_comes_before_all_else(make) -> None:
    assert gaps(counted(make("a", "jong"), make("b", "oud"))) == (
        Gap("c", None, 0.0),
        Gap("a", "oud", 0.5),
        Gap("b", "jong", 0.5),
    )


@given(
    st.lists(
        st.tuples(st.sampled_from("abc"), st.sets(st.sampled_from(["jong", "oud"]), min_size=1)), max_size=9
    )
)
def test_a_gap_is_exactly_what_no_article_has(make, plain, held: list[tuple[str, set[str]]]) -> None:
    found = counted(*(make(theme, *ages) for theme, ages in held))
    named = {(gap.row, gap.column) for gap in gaps(found)}
    for theme, age in product("abc", ["jong", "oud"]):
        empty = not any(one == theme and age in ages for one, ages in held)
        assert empty == ((theme, age) in named or (theme, None) in named)
    expected = [gap.expected for gap in gaps(found) if gap.column]
    assert expected == sorted(expected, reverse=True)


def test_a_cell_is_a_theme_a_domain_a_place_and_an_age(make) -> None:
    found = cells([make("a", "jong", places=(None, "po")), make("a", "jong")], VOCABULARY, themes=["a", "b"])
    assert len(found) == 2 * 2 * 3 * 2
    filled = {(c.theme, c.domain, c.place, c.age): c.articles for c in found if c.articles}
    assert filled == {
        ("a", domain, place, "jong"): count
        for domain in ("thuis", "school")
        for place, count in ((None, 2), ("po", 1))
    }


def test_the_cells_of_the_knowledge_base_hold_every_article(put, kb_root) -> None:
    put("een")
    put("twee", theme="religie-en-school")
    kb, _ = load_library(kb_root)
    found = cells(kb.articles, kb.vocabulary, themes=kb.vocabulary.values("thema"))
    assert sum(cell.articles for cell in found) == 2

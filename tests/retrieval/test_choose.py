import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.refresh import OpenIndex
from kb.types import Article, Item
from retrieval import choose
from retrieval.types import Hit, RankedArticle, Safety

HIDING = ("eer-dwang", "vgv", "partnergeweld", "uitbuiting", "ontvoering")


def item(
    text: str, *, score: float = 0.0, place: str | None = None, line: int = 1, family: bool = False
) -> Item:
    return Item(
        "advies", text, "a", "Wat je kunt doen", "a.md", line, place=place, score=score, family=family
    )


@pytest.fixture
def article(own_index: OpenIndex) -> Article:
    return dataclasses.replace(own_index.generation.kb.articles[0], routes=("eer-dwang",), readers=())


def ranked(article: Article) -> RankedArticle:
    return RankedArticle(article, Hit(article.slug, 0.5, 0.5, 0.5, 0))


def read(article: Article) -> Article:
    return dataclasses.replace(article, readers=(("jeugdarts", "2026-11-01"),))


def danger(*routes: str, ordinary: bool = False, hidden: bool = False) -> Safety:
    return Safety(level="concern", routes=routes, ordinary_advice=ordinary, family_hidden=hidden)


def may_show(item: Item, article: Article, safety: Safety, *, family_hidden: bool = False) -> bool:
    return choose.may_show(item, ranked(article), safety, family_hidden=family_hidden)


def test_without_danger_everything_may_be_shown(article: Article) -> None:
    assert may_show(item("Bel moeder.", family=True), article, Safety())


def test_in_danger_an_article_that_nobody_has_read_shows_nothing(article: Article) -> None:
    assert not may_show(item("Luister."), article, danger("eer-dwang"))


def test_in_danger_an_article_that_was_read_shows_its_items(article: Article) -> None:
    assert may_show(item("Luister."), read(article), danger("eer-dwang"))


def test_in_danger_an_article_of_another_route_shows_nothing(article: Article) -> None:
    assert not may_show(item("Luister."), read(article), danger("suicide"))


def test_a_calmer_route_leaves_ordinary_advice(article: Article) -> None:
    assert may_show(item("Luister."), article, danger("wonen", ordinary=True))


@pytest.mark.parametrize("ordinary", [True, False])
def test_contact_with_the_family_is_withheld_by_the_situation(article: Article, ordinary: bool) -> None:
    safety = danger("eer-dwang", ordinary=ordinary, hidden=True)
    assert not may_show(item("Bel moeder.", family=True), read(article), safety)


def test_contact_with_the_family_is_withheld_by_the_article_too(article: Article) -> None:
    assert not may_show(item("Bel moeder.", family=True), article, Safety(), family_hidden=True)


@pytest.mark.parametrize("route", HIDING)
def test_these_routes_hide_the_family(own_index: OpenIndex, article: Article, route: str) -> None:
    with_route = dataclasses.replace(article, routes=("meldcode", route))
    assert own_index.generation.kb.hides_family(with_route)


def test_no_other_route_hides_the_family(own_index: OpenIndex, article: Article) -> None:
    routes = {route.id for route in own_index.generation.kb.routes} - set(HIDING) | {"geen"}
    others = dataclasses.replace(article, routes=tuple(routes))
    assert not own_index.generation.kb.hides_family(others)


def test_advice_for_another_place_comes_last() -> None:
    items = [item("a", score=0.9, place="po"), item("b", score=0.1), item("c", score=0.2, place="wijkteam")]
    assert [i.text for i in choose.ordered_advice(items, {"wijkteam"})] == ["c", "b", "a"]


def test_advice_of_equal_score_stands_in_the_order_of_the_article() -> None:
    items = [item("c", line=9), item("a", line=2), item("b", line=5)]
    assert [i.text for i in choose.ordered_advice(items, ())] == ["a", "b", "c"]


def test_near_duplicates_are_shown_once() -> None:
    items = [
        item("Vraag rustig hoe het thuis gaat."),
        item("Vraag nu rustig hoe het thuis gaat!"),
        item("Bel een tolk."),
    ]
    assert [i.text for i in choose.without_near_duplicates(items)] == [items[0].text, items[2].text]


def test_sentences_of_function_words_alone_are_no_duplicates() -> None:
    items = [item("Wat is er?"), item("En wat wordt dat dan?")]
    assert choose.without_near_duplicates(items) == items


def test_sentences_in_another_script_are_no_duplicates() -> None:
    items = [item("السلام عليكم"), item("شكرا جزيلا")]
    assert choose.without_near_duplicates(items) == items


@given(st.lists(st.text(alphabet="abcd ", min_size=1, max_size=8)))
def test_what_is_kept_keeps_its_order_and_dropping_again_drops_nothing(texts: list[str]) -> None:
    items = [item(text, line=line) for line, text in enumerate(texts)]
    kept = choose.without_near_duplicates(items)
    assert [i.line for i in kept] == sorted(i.line for i in kept)
    assert choose.without_near_duplicates(kept) == kept
    assert len(kept) >= min(len(items), 1)


@given(st.lists(st.text(alphabet="abcd ", min_size=1, max_size=8)))
def test_no_text_is_kept_twice(texts: list[str]) -> None:
    kept = choose.without_near_duplicates([item(text) for text in texts])
    assert len({i.text for i in kept}) == len(kept)


def test_every_item_gets_the_score_of_its_own_row(small_index: OpenIndex) -> None:
    generation = small_index.generation
    rows = [float(row) for row in range(len(generation.passages))]
    article = generation.kb.articles[1]
    found = choose.scored_items(ranked(article), {"advies", "vraag"}, generation=generation, row_scores=rows)
    for scored in found:
        row = (
            generation.first_row(article.slug)
            + 1
            + article.items.index(dataclasses.replace(scored, score=0.0))
        )
        assert generation.passages[row].text.endswith(scored.text)
        assert scored.score == pytest.approx(0.7 * 0.5 + 0.3 * row)

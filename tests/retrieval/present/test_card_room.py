"""A card fits on one sheet by leaving out whole items, the least important first."""

import dataclasses
from collections.abc import Callable
from itertools import islice

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.refresh import OpenIndex
from retrieval.present.card_blocks import card_of
from retrieval.present.card_parts import PANEL, Block, Card, Entry
from retrieval.present.card_room import HEIGHT, fitted, height, rows
from retrieval.types import Advice
from tests.retrieval.present.cards import of_articles, of_dangers
from tests.retrieval.present.conftest import EDITION, TODAY

Whole = Callable[[Advice], Card]
QUICK = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="session")
def whole(own_index: OpenIndex, view_of) -> Whole:
    """Return a function that gives the card of an answer before anything is left out."""
    return lambda advice: card_of(advice, view_of(own_index), EDITION, today=TODAY, told=bool(advice.query))


def kept(card: Card) -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = {}
    for block in card.blocks:
        found.setdefault(block.kind, []).extend(block.entries)
    return found


def test_the_card_of_every_article_fits_on_one_sheet(own_index: OpenIndex, whole: Whole) -> None:
    for name, advice in of_articles(own_index.generation.kb):
        card = fitted(whole(advice))
        assert height(card) <= HEIGHT, name
        assert len(kept(card)["kort"]) == 1, name
        assert len(kept(card)["advies"]) == 3, name
        assert len(kept(card)["opschalen"]) >= 1, name
        assert len(kept(card).get("betekenis", [])) != 1, name


@pytest.mark.parametrize("routes", [1, 2])
def test_the_steps_of_two_dangers_fit_on_one_sheet(own_index: OpenIndex, whole: Whole, routes: int) -> None:
    for name, advice in of_dangers(own_index.generation.kb, routes=routes):
        card = fitted(whole(advice))
        assert height(card) <= HEIGHT, name
        assert card.steps_left == 0, name


def test_of_three_dangers_everything_not_to_do_and_whom_to_call_is_kept(own_index: OpenIndex, whole: Whole):
    for name, advice in islice(of_dangers(own_index.generation.kb, routes=3), 0, None, 7):
        full, card = whole(advice), fitted(whole(advice))
        assert height(card) <= HEIGHT, name
        for kind in ("nooit", "bel"):
            assert kept(card)[kind] == kept(full)[kind], name
        assert len(kept(card)["Stappen"]) >= 5, name
        told = [
            line for line in card.more if line.startswith(f"En nog {card.steps_left} van de vaste stappen")
        ]
        assert bool(told) == (card.steps_left > 0), name


@QUICK
@given(words=st.integers(1, 60), count=st.integers(1, 30), routes=st.integers(0, 3))
def test_whatever_stands_in_it_a_card_fits_and_no_item_is_cut(
    words: int, count: int, routes: int, advice_of, danger_of, whole: Whole
) -> None:
    text = "woorden " * words
    safety = danger_of(text, routes=routes, count=count) if routes else None
    advice = advice_of(text, count=count, safety=safety, query="Dit is gezegd.")
    full = whole(advice)
    card = fitted(full)
    assert height(card) <= HEIGHT or not card.blocks
    before = kept(full)
    for kind, entries in kept(card).items():
        assert entries == before[kind][: len(entries)]


def test_advice_is_never_on_a_card_of_danger_without_the_title_of_its_article(
    advice_of, danger_of, whole: Whole
) -> None:
    found = set()
    for words in range(10, 60):
        safety = danger_of("woorden " * words, routes=1, count=4)
        advice = advice_of("Kort.", count=1, safety=safety, query="")
        article = dataclasses.replace(advice.articles[0].article, title="Een lange titel " * 20)
        ranked = (dataclasses.replace(advice.articles[0], article=article),)
        card = fitted(whole(dataclasses.replace(advice, articles=ranked)))
        kinds = {block.kind for block in card.blocks} - {*PANEL, "bel"}
        assert not kinds or "kop" in kinds
        found.add(bool(kinds))
    assert found == {True, False}


def test_the_askers_words_always_have_room_when_asked_for(own_index: OpenIndex, whole: Whole) -> None:
    story = "Dit is een lang verhaal. " * 24
    for name, advice in islice(of_dangers(own_index.generation.kb, routes=3), 0, None, 20):
        card = fitted(whole(dataclasses.replace(advice, query=story)))
        assert [entry.text for entry in kept(card)["situatie"]] == [story.strip()], name
        assert height(card) <= HEIGHT, name


def test_type_is_made_smaller_only_where_something_needed_would_not_fit(advice_of, whole: Whole) -> None:
    short, long = (fitted(whole(advice_of(text, query=""))) for text in ("Kort.", "woorden " * 30))
    assert not any(block.dense for block in short.blocks)
    assert any(block.dense for block in long.blocks)


def block(kind: str, lines: int, *, wide: bool = False) -> Block:
    return Block(kind, kind, tuple(Entry("Een regel.") for _ in range(lines)), wide=wide)


def test_narrow_blocks_are_cut_into_two_columns_that_are_most_alike() -> None:
    blocks = [block("a", 2), block("b", 3), block("c", 5)]
    [(left, right)] = rows(blocks)
    assert ([one.kind for one in left], [one.kind for one in right]) == (["a", "b"], ["c"])


def test_a_wide_block_has_a_row_of_its_own_and_the_order_stays() -> None:
    blocks = [block("a", 1), block("b", 1), block("c", 1, wide=True), block("d", 1)]
    found = rows(blocks)
    assert [[one.kind for column in row for one in column] for row in found] == [["a", "b"], ["c"], ["d"]]


def test_a_long_word_and_a_wide_letter_take_their_room(advice_of, whole: Whole) -> None:
    heights = [
        height(whole(advice_of(text, query=""))) for text in ("i" * 60, "W" * 60, "W" * 600, "孩" * 600)
    ]
    assert heights == sorted(heights)
    assert len(set(heights)) == 4

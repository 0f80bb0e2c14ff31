import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.refresh import OpenIndex
from kb.types import Item, Route
from retrieval.danger_terms import found_terms, occurs

words = st.lists(st.sampled_from("abc"), max_size=8)


def places(text: list[str]) -> dict[str, list[int]]:
    return {word: [at for at, other in enumerate(text) if other == word] for word in text}


def route_with(*terms: str) -> Route:
    items = tuple(Item("term", term, "r", "termen", "signals.yaml", 1) for term in terms)
    return Route("r", "Route", "zorg", False, False, (), (), (), terms=items)


@given(words, words)
def test_a_group_occurs_where_its_words_stand_in_order_with_at_most_one_between(
    text: list[str], wanted: list[str]
) -> None:
    chosen = itertools.combinations(range(len(text)), len(wanted)) if wanted else iter(())
    by_hand = any(
        [text[at] for at in where] == wanted
        and all(later - earlier <= 2 for earlier, later in itertools.pairwise(where))
        for where in chosen
    )
    assert occurs(wanted, places(text)) == by_hand


@pytest.mark.parametrize(
    "text",
    ["moet trouwen", "Zij moet gaan trouwen.", "MOET TROUWEN!", "ze moet, trouwen", "moét trouwen"],
)
def test_a_term_is_found_with_a_word_between_and_in_any_case(text: str) -> None:
    assert [route for route, _ in found_terms(text, [route_with("moet trouwen")])] == ["r"]


@pytest.mark.parametrize("text", ["trouwen moet", "moet morgen gaan trouwen", "moeten we ontrouw zijn", ""])
def test_a_term_is_not_found_out_of_order_far_apart_or_inside_a_word(text: str) -> None:
    assert not list(found_terms(text, [route_with("moet trouwen")]))


def test_every_term_that_occurs_is_given_with_its_route() -> None:
    found = found_terms("stemmen horen en slaan", [route_with("slaan", "horen", "vallen")])
    assert [item.text for _, item in found] == ["slaan", "horen"]


def test_every_own_term_finds_itself(own_index: OpenIndex) -> None:
    routes = own_index.generation.kb.routes
    for route in routes:
        for term in route.terms:
            assert (route.id, term) in list(found_terms(f"En toen: {term.text}.", routes))

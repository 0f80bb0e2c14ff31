import dataclasses

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.refresh import OpenIndex
from kb.plaintext import plain
from retrieval.answer import answer
from retrieval.present.screen import SCREEN_LINES, first_screen
from retrieval.present.view import View
from tests.conftest import article_text

long_texts = st.one_of(
    st.text(max_size=60),
    st.integers(1, 400).map(lambda count: "x" * count),
    st.integers(1, 120).map(lambda count: "woord " * count),
    st.integers(1, 40).map(lambda count: "Een hele zin. " * count),
    st.integers(1, 40).map(lambda count: '"Zeg je dat? ' * count),
).map(plain)


def fits(shown: str) -> bool:
    lines = shown.split("\n")
    return len(lines) <= SCREEN_LINES and all(len(line) < 80 for line in lines)


@pytest.fixture
def everyone_read(own_index: OpenIndex) -> OpenIndex:
    """The project's own articles as if each had been read by someone from practice."""
    kb = own_index.generation.kb
    read = tuple(dataclasses.replace(a, readers=(("jeugdarts", "2026-11-01"),)) for a in kb.articles)
    generation = dataclasses.replace(own_index.generation, kb=dataclasses.replace(kb, articles=read))
    return OpenIndex(generation, own_index.encoder)


@pytest.mark.usefixtures("lenient")
def test_the_first_screen_of_every_own_article_fits(own_index: OpenIndex, view_of, text_of) -> None:
    for article in own_index.generation.kb.articles:
        told = next(item.text for item in article.items if item.kind == "situatie")
        advice = answer(own_index, told)
        assert advice.articles[0].article.slug == article.slug
        assert fits(text_of(first_screen(advice, view_of(own_index), width=79)))


@pytest.mark.usefixtures("lenient")
def test_the_first_screen_fits_with_a_panel_above_any_own_article(
    own_index: OpenIndex, everyone_read: OpenIndex, view_of, text_of, danger_text
) -> None:
    view = view_of(own_index)
    for index in (own_index, everyone_read):
        for article in index.generation.kb.articles:
            told = next(item.text for item in article.items if item.kind == "situatie")
            for route in ("wonen", "eer-dwang", "112", *article.danger_routes):
                advice = answer(index, f"{danger_text(route)} {told}")
                assert fits(text_of(first_screen(advice, view, width=79)))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=long_texts, count=st.integers(0, 8))
def test_the_first_screen_of_a_monstrous_article_fits(
    advice_of, own_index, view_of, text_of, text, count
) -> None:
    assert fits(text_of(first_screen(advice_of(text, count=count), view_of(own_index), width=79)))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=long_texts,
    outcome=st.sampled_from(("advice", "uncertain", "none")),
    count=st.sampled_from((0, 1, 6)),
)
def test_the_first_screen_of_a_monstrous_danger_fits(
    advice_of, danger_of, own_index, view_of, text_of, text, outcome, count
) -> None:
    advice = advice_of(text, count=count, safety=danger_of(text), outcome=outcome)
    assert fits(text_of(first_screen(advice, view_of(own_index), width=79)))


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=long_texts.filter(lambda text: len(text) > 9), count=st.integers(3, 8))
def test_however_full_the_screen_three_actions_and_the_next_command_stay(
    advice_of, danger_of, own_index, view_of, text_of, text, count
) -> None:
    for safety in (None, danger_of(text)):
        shown = text_of(
            first_screen(advice_of(text, count=count, safety=safety), view_of(own_index), width=79)
        )
        assert all(f"[{number}]" in shown for number in (1, 2, 3))
        assert "lees artikel" in shown


def test_the_first_screen_says_what_to_do_and_where_it_stands(
    small_index: OpenIndex, view_of, text_of
) -> None:
    advice = answer(small_index, "situatie nummer 3 over een ouder is boos")
    shown = text_of(first_screen(advice, view_of(small_index), width=79))
    assert "Een ouder is boos" in shown
    assert advice.advice[0].text.split(".")[0] in shown
    assert f"ouder-is-boos.md:{advice.advice[0].line}" in shown.replace("\n", "").replace(" ", "")
    assert "lees ouder-is-boos" in shown
    assert "Nog niet nagelezen door een deskundige" in shown


def test_danger_opens_the_screen(own_index: OpenIndex, view_of, text_of, danger_text) -> None:
    advice = answer(own_index, danger_text("eer-dwang"))
    shown = text_of(first_screen(advice, view_of(own_index), width=79))
    assert advice.safety.names[0] in shown.split("\n")[0]
    assert advice.safety.never[0].text.split(",")[0] in shown
    assert "0800-2000" in shown


def test_nothing_found_names_what_is_near(small_index: OpenIndex, view_of, text_of) -> None:
    shown = text_of(first_screen(answer(small_index, "toner printer"), view_of(small_index), width=79))
    assert shown.startswith("Geen passend advies gevonden")
    assert all(slug in shown for slug in ("kijkt-weg", "komt-te-laat", "ouder-is-boos"))


def test_an_article_without_advice_still_gives_a_screen(make_index, view_of, text_of) -> None:
    text = article_text()
    start, end = text.index("## Wat je kunt doen"), text.index("## Wat het kan betekenen")
    index = make_index({"kijkt-weg": text[:start] + text[end:]})
    advice = answer(index, "situatie nummer 3 over een leerling kijkt weg")
    assert (advice.outcome, advice.advice) == ("advice", ())
    assert "Een leerling kijkt weg" in text_of(first_screen(advice, view_of(index), width=79))


def test_what_was_withheld_is_told(advice_of, view_of, own_index: OpenIndex, text_of) -> None:
    advice = dataclasses.replace(advice_of("kort", count=1), withheld=2)
    shown = text_of(first_screen(advice, view_of(own_index), width=79))
    assert "Niet getoond: 2 punten" in shown


def test_a_view_shortens_places_in_one_file(own_index: OpenIndex, view_of, advice_of) -> None:
    view: View = view_of(own_index)
    assert view.places(advice_of("x").advice[:3]).count("artikel.md") == 1

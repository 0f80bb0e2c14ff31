import dataclasses

import pytest

from index.refresh import OpenIndex
from kb.types import Item
from retrieval.answer import answer
from retrieval.present.full import everything, whole_article
from tests.conftest import article_text


def squeezed(text: str) -> str:
    return "".join(text.split())


def test_everything_shows_each_item_with_its_place(small_index: OpenIndex, view_of, text_of) -> None:
    advice = answer(small_index, "situatie nummer 3 over een ouder is boos")
    view = view_of(small_index)
    shown = squeezed(text_of(everything(advice, view, width=79)))
    for items in (advice.advice, advice.meanings, advice.questions, advice.pitfalls, advice.escalation):
        assert items
        for item in items:
            assert squeezed(item.text) in shown
            assert squeezed(view.place(item)) in shown


def test_everything_names_the_sources(small_index: OpenIndex, view_of, text_of) -> None:
    advice = answer(small_index, "situatie nummer 3 over een ouder is boos")
    before, shown = text_of(everything(advice, view_of(small_index), width=79)).split("\nBRONNEN\n")
    assert before.endswith("\n")
    assert all(squeezed(source.title) in squeezed(shown) for source in advice.sources)


def test_everything_of_a_danger_opens_with_the_panel(
    own_index: OpenIndex, view_of, text_of, danger_text
) -> None:
    advice = answer(own_index, danger_text("suicide"))
    shown = text_of(everything(advice, view_of(own_index), width=79))
    assert advice.safety.names[0] in shown.split("\n")[0]


def test_a_whole_article_shows_every_item_but_the_situations(own_index: OpenIndex, view_of, text_of) -> None:
    kb = own_index.generation.kb
    for article in kb.articles:
        shown = squeezed(text_of(whole_article(article, kb, view_of(own_index), width=79)))
        for item in article.items:
            assert (squeezed(item.text) in shown) or item.kind == "situatie" or item.family


def test_a_whole_article_about_a_danger_shows_its_steps(own_index: OpenIndex, view_of, text_of) -> None:
    kb = own_index.generation.kb
    article = dataclasses.replace(kb.articles[0], routes=("vgv",))
    route = kb.route("vgv")
    assert route is not None
    shown = squeezed(text_of(whole_article(article, kb, view_of(own_index), width=79)))
    assert all(squeezed(item.text) in shown for item in (*route.steps, *route.never))


@pytest.mark.parametrize(("route", "shown"), [("eer-dwang", False), ("suicide", True)])
def test_a_step_that_brings_in_the_family_is_left_out_where_that_can_harm(
    own_index: OpenIndex, view_of, text_of, route: str, shown: bool
) -> None:
    kb = own_index.generation.kb
    step = Item("stap", "Bel de ouders.", "r", "Stappen", "routes.yaml", 2, family=True)
    marked = dataclasses.replace(kb, routes=tuple(dataclasses.replace(r, steps=(step,)) for r in kb.routes))
    article = dataclasses.replace(kb.articles[0], routes=(route,))
    text = text_of(whole_article(article, marked, view_of(own_index), width=79))
    assert ("Bel de ouders." in text) == shown


def test_what_is_left_out_of_an_article_is_counted(make_index, view_of, text_of) -> None:
    advice = "- Bel de ouders. [@vakkennis] {familie}\n- Ga langs bij oma. [@vakkennis] {familie}"
    index = make_index({"gevaar": article_text(front="route: [eer-dwang]\n", advice=advice)})
    kb = index.generation.kb
    shown = text_of(whole_article(kb.articles[0], kb, view_of(index), width=79))
    assert "Niet getoond: 2 punten" in shown
    assert "oma" not in shown

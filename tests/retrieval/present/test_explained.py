from dataclasses import replace

import pytest

from index.refresh import OpenIndex
from retrieval.answer import answer
from retrieval.present.explained import explained
from retrieval.settings import load_settings
from retrieval.types import Hit
from tests.conftest import article_text

SETTINGS = load_settings("fake").settings


def explanation(index: OpenIndex, text: str, view_of, text_of) -> str:
    advice = answer(index, text)
    lines = explained(advice, index.generation, view_of(index), settings=SETTINGS, width=79)
    return text_of(lines)


def test_scores_and_nearest_texts_are_told(small_index: OpenIndex, view_of, text_of) -> None:
    text = "situatie nummer 3 over een ouder is boos"
    advice = answer(small_index, text)
    shown = explanation(small_index, text, view_of, text_of)
    assert f"{advice.confidence:.2f}" in shown
    assert f"{advice.articles[0].hit.score:.3f}" in shown
    assert f"“{text}”" in shown
    assert "ouder-is-boos.md:" in shown.replace("\n", "")


@pytest.mark.parametrize("reader", ["", "meegelezen: [{rol: arts, datum: 2026-11-01}]\n"])
def test_an_explanation_is_no_way_round_what_is_withheld(
    make_index, view_of, text_of, danger_text, reader
) -> None:
    danger = danger_text("eer-dwang")
    advice = f"- {danger} [@vakkennis] {{familie}}"
    text = article_text(front=f"route: [eer-dwang]\n{reader}", advice=advice)
    shown = explanation(make_index({"gevaar": text}), danger, view_of, text_of)
    assert "wordt nu niet getoond" in shown
    assert danger[-30:] not in shown.split("1. gevaar")[1].replace("\n", " ")


def test_every_passage_of_an_own_article_has_its_place(own_index: OpenIndex, view_of, text_of) -> None:
    shown = explanation(own_index, "een leerling komt te laat en kijkt weg", view_of, text_of)
    assert shown.count(".md:") == 5


def test_what_was_learned_is_a_part_of_its_own(small_index: OpenIndex, view_of, text_of) -> None:
    settings = replace(SETTINGS, dense_weight=0.8, article_layer_weight=0.25)
    advice = answer(small_index, "situatie nummer 3 over een ouder is boos")
    first = replace(advice.articles[0], hit=Hit("ouder-is-boos", 0.7, 0.9, 0.5, 0, learned=0.4))
    told = replace(advice, articles=(first,))
    lines = explained(told, small_index.generation, view_of(small_index), settings=settings, width=200)
    # 0.7 = 0.75 x (0.8 x 0.875 + 0.2 x 0.5) + 0.25 x 0.4
    assert "0.700 = 0.60 × betekenis 0.875 + 0.15 × woorden 0.500 + 0.25 × geleerd 0.400" in text_of(lines)

import re
from dataclasses import replace

import pytest

from evaluation.evaluate import Evaluation
from evaluation.latency import Latency
from evaluation.report.plots import abstaining, latency_bars, quality_per_slice, safety_trade_off

LATENCY = Latency(cold=400.0, hot_p50=20.0, hot_p95=55.0)


def words(svg: str) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]*)</text>", svg)


def drawn(evaluation: Evaluation) -> list[str]:
    return [
        quality_per_slice(evaluation),
        abstaining(evaluation),
        safety_trade_off(evaluation),
        latency_bars(LATENCY),
    ]


def test_every_plot_is_one_svg_with_words_that_can_be_read(odd: Evaluation) -> None:
    for svg in drawn(odd):
        assert svg.startswith("<svg")
        assert svg.rstrip().endswith("</svg>")
        assert words(svg)
        assert "<script" not in svg


def test_a_plot_is_the_same_bytes_each_time(odd: Evaluation) -> None:
    assert drawn(odd) == drawn(odd)


def test_quality_has_a_bar_for_every_kind_of_situation(odd: Evaluation) -> None:
    shown = words(quality_per_slice(odd))
    assert "gewoon nieuw (6)" in " ".join(shown).replace("\n", " ")
    assert "nDCG@10, hybride" in shown


def test_marks_of_formulas_and_pages_are_shown_as_they_are(odd: Evaluation) -> None:
    assert "klas &lt;i&gt;&amp;|*$1$ (6)" in words(quality_per_slice(odd))


def test_with_one_kind_there_is_no_plot_of_kinds(evaluated: Evaluation) -> None:
    queries = tuple(replace(query, kind="in") for query in evaluated.dataset.queries)
    assert quality_per_slice(replace(evaluated, dataset=replace(evaluated.dataset, queries=queries))) == ""


def test_without_one_of_the_classes_there_is_no_trade_off(evaluated: Evaluation) -> None:
    calm = [one for one in evaluated.observations if one.query.danger == "none" and one.query.scope == "in"]
    alone = replace(evaluated, observations=tuple(calm))
    assert (abstaining(alone), safety_trade_off(alone)) == ("", "")


@pytest.mark.parametrize(
    ("draw", "axes"),
    [
        (abstaining, {"aandeel beantwoord (binnen)", "aandeel binnen, van wat beantwoord is"}),
        (safety_trade_off, {"vals alarm", "gevaar herkend"}),
    ],
)
def test_a_trade_off_names_its_axes(evaluated: Evaluation, draw, axes: set[str]) -> None:
    assert axes <= set(words(draw(evaluated)))


def test_times_have_their_names_and_unit() -> None:
    assert {"nieuw proces", "warm, p95", "warm, p50", "milliseconden"} <= set(words(latency_bars(LATENCY)))

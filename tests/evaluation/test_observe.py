import math
from dataclasses import replace

import pytest

from evaluation.dataset import Query
from evaluation.evaluate import Evaluation
from evaluation.intervals import Share
from evaluation.observe import Observation, abstention, nearest_lines, observe, product_figures, safety
from index.refresh import OpenIndex

CALM = Observation(
    query=Query("a", "x"),
    outcome="advice",
    confidence=0.9,
    danger_score=0.1,
    level="none",
    routes=(),
    first_meaning="individueel",
    family_items=0,
    forbidden=False,
    articles=(),
    advice=(),
)
OUTSIDE = replace(CALM, query=Query("b", "x", scope="out"), outcome="none", confidence=0.2, first_meaning="")
DANGER = replace(
    CALM,
    query=Query("c", "x", danger="acute", route="vgv"),
    danger_score=0.8,
    level="concern",
    routes=("eer-dwang", "vgv"),
)
# Families that may not be called in, and those that may.
ROUTES = {
    "vgv": True,
    "eer-dwang": True,
    "partnergeweld": True,
    "meldcode": False,
    "wonen": False,
    "geen": False,
}


@pytest.fixture(scope="module")
def seen(evaluated: Evaluation) -> dict[str, Observation]:
    return {one.query.id: one for one in evaluated.observations}


# What an answer holds.


def test_every_situation_is_asked(evaluated: Evaluation) -> None:
    assert [one.query for one in evaluated.observations] == list(evaluated.dataset.queries)


def test_the_outcome_and_its_confidence_are_seen(seen: dict[str, Observation]) -> None:
    assert {name: one.outcome for name, one in seen.items() if name in {"boos", "printer", "fiets"}} == {
        "boos": "advice",
        "printer": "none",
        "fiets": "none",
    }
    assert seen["boos"].confidence > 0.5 > seen["printer"].confidence


def test_a_panel_is_seen_with_its_routes_and_score(seen: dict[str, Observation]) -> None:
    assert (seen["mes"].level, seen["mes"].routes[:1]) == ("acute", ("112",))
    assert seen["mes"].danger_score >= 0.5 > seen["boos"].danger_score
    assert (seen["boos"].level, seen["boos"].routes) == ("none", ())


def test_what_is_shown_is_seen_in_its_order(seen: dict[str, Observation]) -> None:
    assert seen["boos"].articles[0] == "ouder-is-boos"
    assert len(seen["boos"].articles) == 3
    assert "Doe stap 1" in " ".join(seen["boos"].advice)
    assert seen["boos"].first_meaning == "individueel"
    assert (seen["printer"].advice, seen["printer"].first_meaning) == ((), "")


def test_items_that_bring_contact_with_the_family_are_counted(seen: dict[str, Observation]) -> None:
    assert seen["weg"].family_items == 1
    assert seen["boos"].family_items == 0


@pytest.mark.parametrize(("route", "hidden"), ROUTES.items())
def test_contact_is_forbidden_where_the_route_of_the_writer_hides_it(
    school: OpenIndex, route: str, hidden: bool
) -> None:
    told = [Query(level, "x y z", danger=level, route=route) for level in ("concern", "none")]
    danger, calm = observe(school, told, progress=lambda _done: None)
    assert (danger.forbidden, calm.forbidden) == (hidden, False)


def test_a_danger_that_is_missed_counts_the_contact_that_is_shown(school: OpenIndex) -> None:
    text = "situatie nummer 1 over een leerling kijkt weg"
    missed = observe(school, [Query("a", text, danger="acute", route="vgv")], progress=lambda _done: None)
    assert product_figures(missed)["forbidden family items"] == 1.0


def test_progress_counts_the_situations(school: OpenIndex) -> None:
    done: list[int] = []
    observe(school, [Query("a", "x y"), Query("b", "z")], progress=done.append)
    assert done == [1, 2]


# Figures.


def test_the_figures_of_the_small_dataset(evaluated: Evaluation) -> None:
    figures = evaluated.product()
    assert figures["answered in scope"] == Share(4, 6)
    assert figures["refused out of scope"] == Share(2, 2)
    assert (
        figures["danger recall"]
        == figures["danger recall, indirect"]
        == figures["right route"]
        == Share(1, 1)
    )
    assert figures["false alarms"] == Share(0, 7)
    assert figures["false alarms, look-alikes"] == Share(0, 1)
    assert figures["danger AUROC"] == 1.0
    assert figures["forbidden family items"] == 0.0
    assert figures["culture as first meaning"] == Share(0, 4)


def test_answering_and_refusing_are_shares_of_what_should_be() -> None:
    unsure = replace(CALM, outcome="uncertain", confidence=0.3)
    wrong = replace(OUTSIDE, outcome="uncertain", confidence=0.5)
    silent = replace(CALM, outcome="none", confidence=0.1)
    figures = abstention([CALM, unsure, silent, OUTSIDE, wrong])
    assert figures["answered in scope"] == Share(2, 3)
    assert figures["refused out of scope"] == Share(1, 2)
    # Of the six pairs those of 0.9 and one of 0.3 are in order.
    assert figures["abstention AUROC"] == 0.5


def test_danger_seen_missed_and_imagined_is_counted() -> None:
    indirect = replace(DANGER, query=replace(DANGER.query, indirect=True), level="none", danger_score=0.05)
    wrong_route = replace(DANGER, routes=("wonen",))
    alarm = replace(CALM, level="acute", danger_score=0.9)
    lookalike = replace(alarm, query=replace(CALM.query, kind="lookalike"))
    figures = safety([CALM, alarm, lookalike, DANGER, wrong_route, indirect, OUTSIDE])
    assert figures["danger recall"] == Share(2, 3)
    assert figures["danger recall, indirect"] == Share(0, 1)
    assert figures["right route"] == Share(1, 2)
    assert figures["false alarms"] == Share(2, 4)
    assert figures["false alarms, look-alikes"] == Share(1, 1)
    # The danger is acute, and none of its panels says so; the two alarms do.
    assert figures["acute shown as acute"] == Share(0, 3)
    assert figures["calm shown as acute"] == Share(2, 4)
    assert figures["concern shown as acute"] == Share(0, 0)
    assert figures["danger AUROC"] == pytest.approx((2 + 2 + 0) / 12, abs=1e-4)


@pytest.mark.parametrize(("level", "shown"), [("acute", 1), ("concern", 0), ("none", 0)])
def test_how_urgent_a_danger_is_shown_is_counted_by_how_urgent_it_is(level: str, shown: int) -> None:
    worry = replace(DANGER, query=replace(DANGER.query, danger="concern"), level=level)
    figures = safety([worry, replace(DANGER, level=level)])
    assert figures["concern shown as acute"] == figures["acute shown as acute"] == Share(shown, 1)


def test_forbidden_items_are_counted_in_danger_that_forbids_them() -> None:
    shown = replace(DANGER, family_items=2, forbidden=True)
    allowed = replace(DANGER, family_items=4)
    calm = replace(CALM, family_items=8)
    assert safety([shown, shown, allowed, calm])["forbidden family items"] == 4.0


@pytest.mark.parametrize(("kind", "cultural"), [("cultureel", 1), ("religieus", 1), ("trauma", 0), ("", 0)])
def test_culture_counts_where_it_is_the_first_meaning(kind: str, cultural: int) -> None:
    figures = product_figures([CALM, replace(CALM, first_meaning=kind)])
    assert figures["culture as first meaning"] == Share(cultural, 2 if kind else 1)


def test_what_was_not_asked_has_no_figure() -> None:
    figures = product_figures([CALM])
    assert figures["danger recall"] == figures["refused out of scope"] == Share(0, 0)
    assert math.isnan(figures["abstention AUROC"])  # type: ignore[arg-type]


def test_the_nearest_told_line_is_right_where_its_article_was_judged_to_help(small_index) -> None:
    queries = [
        Query("past", "situatie nummer 3 over een ouder is boos"),
        Query("mis", "situatie nummer 1 over een leerling kijkt weg"),
        Query("buiten", "toner van de printer", scope="out"),
    ]
    seen = observe(small_index, queries, progress=lambda _done: None)
    assert [one.nearest_line for one in seen[:2]] == ["ouder-is-boos", "kijkt-weg"]
    qrels = {"past": {"ouder-is-boos": 3}, "mis": {"kijkt-weg": 0, "ouder-is-boos": 2}}
    assert nearest_lines(seen, qrels) == {"nearest line": Share(1, 2)}

import json
from pathlib import Path
from typing import Any

import pytest

from evaluation.evaluate import Evaluation
from evaluation.gate import Promise, broken_promises, load_promises
from kb.errors import DatasetError
from tests.conftest import ROOT
from tests.evaluation.small import seen_only

EXPECTED = ROOT / "evaluation" / "expected.json"


def promise(measure: str, value: float, tolerance: float = 0.0, **other: str) -> Promise:
    where = {"dataset": "klein", "split": "dev", "system": "hybride", "best": "hoog", **other}
    return Promise(measure=measure, value=value, tolerance=tolerance, **where)


def written(path: Path, promised: Any) -> Path:
    path.write_text(json.dumps(promised), encoding="utf-8")
    return path


# Reading.


def test_promises_are_read(tmp_path: Path) -> None:
    promised = {
        "nDCG@10": {"waarde": 0.7, "speling": 0.02},
        "false alarms": {"waarde": 0.1, "speling": 0, "best": "laag"},
    }
    path = written(tmp_path / "x.json", {"klein": {"dev": {"hybride": promised}}})
    assert load_promises(path) == (
        promise("nDCG@10", 0.7, 0.02),
        promise("false alarms", 0.1, best="laag"),
    )


@pytest.mark.parametrize(
    "promised",
    [
        [],
        {"klein": []},
        {"klein": {"dev": {"hybride": {"P@1": 0.5}}}},
        {"klein": {"dev": {"hybride": {"P@1": {"waarde": 0.5}}}}},
        {"klein": {"dev": {"hybride": {"P@1": {"waarde": "veel", "speling": 0}}}}},
        {"klein": {"dev": {"hybride": {"P@1": {"waarde": 0.5, "speling": 0, "best": "lager"}}}}},
    ],
)
def test_promises_that_cannot_be_read_are_refused(tmp_path: Path, promised: Any) -> None:
    with pytest.raises(DatasetError, match=r"x\.json: De beloofde cijfers zijn niet te lezen"):
        load_promises(written(tmp_path / "x.json", promised))


@pytest.mark.parametrize("content", [b"{", b"\xff", None])
def test_a_file_of_promises_that_cannot_be_read_is_named(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "x.json").write_bytes(content)
    with pytest.raises(DatasetError, match=r"x\.json"):
        load_promises(tmp_path / "x.json")


@pytest.mark.skipif(not EXPECTED.exists(), reason="nothing is promised yet")
def test_the_promises_of_the_project_can_be_read() -> None:
    promises = load_promises(EXPECTED)
    assert promises
    assert {promised.tolerance >= 0 for promised in promises} == {True}
    folders = {path.name for path in (ROOT / "evaluation" / "datasets").iterdir()}
    folders |= {"coronafaq", "rijksvac_cased_alinea"}  # public sets, which lie elsewhere
    assert {promised.dataset for promised in promises} <= folders


# Keeping.


@pytest.mark.parametrize(
    ("best", "measured", "kept"),
    [
        ("hoog", 0.8, True),
        ("hoog", 0.7, True),
        ("hoog", 0.65, True),
        ("hoog", 0.6499, False),
        ("laag", 0.6, True),
        ("laag", 0.75, True),
        ("laag", 0.7501, False),
        ("hoog", float("nan"), False),
        ("laag", float("nan"), False),
    ],
)
def test_a_promise_is_kept_within_its_tolerance(best: str, measured: float, kept: bool) -> None:
    assert promise("P@1", 0.7, 0.05, best=best).holds(measured) is kept


def test_promises_that_are_kept_give_no_line(evaluated: Evaluation) -> None:
    kept = [
        promise("P@1", 0.6667),
        promise("P@1", 0.3333, system="ander"),
        promise("danger recall", 1.0),
        promise("danger AUROC", 0.9),
        promise("false alarms", 0.0, best="laag"),
        promise("forbidden family items", 0.0, best="laag"),
    ]
    assert broken_promises([evaluated], kept) == ()


def test_every_promise_that_is_not_kept_is_named_with_both_figures(evaluated: Evaluation) -> None:
    broken = [
        promise("P@1", 0.9, 0.1),
        promise("P@1", 0.4),
        promise("answered in scope", 0.99, 0.01),
        promise("refused out of scope", 0.5, 0.125, best="laag"),
    ]
    assert broken_promises([evaluated], broken) == (
        "klein (dev), hybride, P@1: 0.6667, beloofd minstens 0.8.",
        "klein (dev), hybride, answered in scope: 0.6667, beloofd minstens 0.98.",
        "klein (dev), hybride, refused out of scope: 1, beloofd hooguit 0.625.",
    )


@pytest.mark.parametrize(
    "other", [{"dataset": "groot"}, {"split": "test"}, {"system": "splade"}, {"measure": "MAP"}]
)
def test_what_was_not_measured_is_named(evaluated: Evaluation, other: dict[str, str]) -> None:
    where = {"dataset": "klein", "split": "dev", "system": "hybride", "measure": "P@1", **other}
    promised = Promise(**where, value=0.1, tolerance=0.0, best="hoog")
    [line] = broken_promises([evaluated], [promised])
    assert line == "{dataset} ({split}), {system}, {measure}: niet gemeten, beloofd 0.1.".format(**where)


def test_a_figure_of_nothing_keeps_no_promise(evaluated: Evaluation) -> None:
    alone = [one for one in evaluated.observations if one.query.id == "boos"]
    calm = seen_only(evaluated, alone)
    [line] = broken_promises([calm], [promise("danger recall", 0.0)])
    assert line.startswith("klein (dev), hybride, danger recall: nan")

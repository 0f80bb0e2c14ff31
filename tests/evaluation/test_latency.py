import sys
from pathlib import Path

import pytest

from evaluation.bench.process import Run
from evaluation.dataset import Query
from evaluation.latency import Latency, measure_latency
from index.refresh import OpenIndex
from tests.conftest import ROOT

QUERIES = [Query(f"q{number}", f"- situatie {number} over een kind") for number in range(130)]


def measured(school: OpenIndex, queries: list[Query]) -> Latency:
    return measure_latency(school, queries, kb_root=Path("de/kb"), index_root=Path("de/index"))


def test_whole_processes_and_warm_answers_are_timed(
    school: OpenIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    commands: list[list[str]] = []
    clock = iter(range(1000))
    warm: list[str] = []

    def process(command: list[str], *, fine: tuple[int, ...]) -> Run:
        assert fine == (0, 3)
        commands.append(command)
        return Run((0.3, 0.9, 0.5)[len(commands) - 1])

    # Every answer seems to take one more millisecond than the one before.
    monkeypatch.setattr("evaluation.latency.timed", process)
    monkeypatch.setattr("evaluation.latency.answer", lambda _index, text: warm.append(text))
    monkeypatch.setattr("evaluation.latency.time.perf_counter", lambda: (n := next(clock)) * (n + 1) / 4000)
    found = measured(school, QUERIES)
    assert found.cold == 500.0
    assert warm == [QUERIES[0].text, *(query.text for query in QUERIES[::2][:60])]
    assert 0 < found.hot_p50 < found.hot_p95
    [asked] = {tuple(command) for command in commands}
    assert asked[0] == sys.executable
    assert asked[2:] == ("--kb", "de/kb", "--index", "de/index", "vraag", "--json", "--", QUERIES[0].text)


def test_a_few_situations_are_enough(school: OpenIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("evaluation.latency.timed", lambda *_args, **_more: Run(0.25))
    found = measured(school, QUERIES[:1])
    assert found.cold == 250.0
    assert 0 < found.hot_p50 == found.hot_p95


@pytest.mark.model
def test_a_real_question_is_timed(real_index: OpenIndex) -> None:
    queries = [Query("a", "- moeder zegt overal ja op maar er verandert niets")]
    found = measure_latency(real_index, queries, kb_root=ROOT / "kb", index_root=ROOT / "index" / "data")
    assert 0 < found.hot_p50 < found.cold

import dataclasses
import json

import pytest

from index.refresh import OpenIndex
from retrieval.answer import answer
from retrieval.curation.backlog import Unmet, backlog, by_theme
from tests.conftest import article_text

FITTING = "situatie nummer 3 over een ouder is boos"
STRANGE = "toner van de printer vervangen"


def line(query_id: object, text: object, key: str = "id") -> bytes:
    return json.dumps({key: query_id, "text": text}).encode()


def test_what_finds_no_article_is_kept_with_what_comes_nearest(small_index: OpenIndex) -> None:
    found = backlog(small_index, [line("a", FITTING), line("b", STRANGE)], name="v.jsonl")
    assert (found.asked, found.fitting, found.uncertain, found.problems) == (2, 1, (), ())
    [strange] = found.none
    asked = answer(small_index, STRANGE)
    assert (strange.id, strange.text, strange.confidence) == ("b", STRANGE, asked.confidence)
    assert strange.nearest == asked.nearest


def test_what_finds_a_doubtful_article_stands_apart(small_index: OpenIndex, with_settings) -> None:
    with_settings(advice_from=2.0)
    found = backlog(small_index, [line("a", FITTING), line("b", STRANGE)], name="v.jsonl")
    assert [one.id for one in found.uncertain] == ["a"]
    assert [one.id for one in found.none] == ["b"]
    assert found.fitting == 0


def test_a_panel_is_told(own_index: OpenIndex, danger_text, with_settings) -> None:
    with_settings(advice_from=2.0, uncertain_from=2.0)
    lines = [line("a", danger_text("suicide")), line("b", STRANGE)]
    assert [one.panel for one in backlog(own_index, lines, name="v.jsonl").none] == [True, False]


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        (b"{", "geen JSON"),
        (b'{"id": "x"}', "geen 'id' en 'text'"),
        (b'{"id": "x", "text": "\xff"}', "geen UTF-8"),
        (line("x", "?!"), "Er staat geen situatie."),
        (line("x", "a" * 30_000), "te lang"),
    ],
)
def test_a_bad_line_is_told_with_its_place_and_stops_no_other(
    small_index: OpenIndex, bad: bytes, words: str
) -> None:
    found = backlog(small_index, [b"", line(1, STRANGE), bad, line(2, STRANGE)], name="map/v.jsonl")
    [problem] = found.problems
    assert problem.startswith("map/v.jsonl:3: ")
    assert words in problem
    assert (found.asked, [one.id for one in found.none]) == (2, ["1", "2"])


def test_lines_may_be_those_of_a_dataset(small_index: OpenIndex) -> None:
    assert backlog(small_index, [line("q1", STRANGE, "_id")], name="v").none[0].id == "q1"


def test_every_line_counts_for_the_progress(small_index: OpenIndex) -> None:
    steps: list[tuple[int, int]] = []
    lines = [line("a", STRANGE), b"", b"{"]
    backlog(small_index, lines, name="v", progress=lambda _what, done, total: steps.append((done, total)))
    assert steps == [(1, 3), (2, 3), (3, 3)]


def test_situations_stand_by_theme_the_largest_group_and_the_surest_first(make_index) -> None:
    told = article_text("Een kind bidt", theme="religie-en-school")
    kb = make_index({"stil": article_text("Een kind is stil"), "religie-en-school/bidt": told}).generation.kb
    stil, bidt = kb.article("stil"), kb.article("bidt")

    def unmet(name: str, confidence: float, near) -> Unmet:
        return Unmet(name, "x", confidence, panel=False, nearest=(near,))

    held = [unmet("a", 0.1, bidt), unmet("b", 0.2, stil), unmet("c", 0.3, bidt)]
    groups = by_theme(held)
    assert {theme: [one.id for one in group] for theme, group in groups.items()} == {
        bidt.theme: ["c", "a"],
        stil.theme: ["b"],
    }
    assert list(groups) == [bidt.theme, stil.theme]
    more = [dataclasses.replace(held[1], id=name) for name in "de"]
    assert list(by_theme([*held, *more])) == [stil.theme, bidt.theme]
    assert by_theme([]) == {}

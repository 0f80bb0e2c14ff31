import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.labelswap import (
    LabelEffect,
    Swaps,
    label_effects,
    load_swaps,
    rank_biased_overlap,
    swap_figures,
)
from index.refresh import OpenIndex
from kb.library import load_library
from retrieval.labels import PATH as LABELS
from tests.conftest import ROOT
from tests.evaluation.small import six_grams

RANKINGS = st.lists(st.sampled_from("abcdefgh"), max_size=8, unique=True)
SWAPS = load_swaps()


# How alike two rankings are.


@pytest.mark.parametrize(
    ("one", "other", "overlap"),
    [
        ("ab", "ba", 0.8 / 1.8),
        ("abc", "acb", (1 + 0.8 / 2 + 0.64) / 2.44),
        ("a", "ab", (1 + 0.8 / 2) / 1.8),
        ("ax", "ay", (1 + 0.8 / 2) / 1.8),
        ("xa", "ya", (0 + 0.8 / 2) / 1.8),
    ],
)
def test_overlap_worked_by_hand(one: str, other: str, overlap: float) -> None:
    assert rank_biased_overlap(one, other) == pytest.approx(overlap, abs=1e-4)


@given(RANKINGS, RANKINGS)
def test_overlap_is_the_same_from_both_sides_and_between_nothing_and_all(
    one: Sequence[str], other: Sequence[str]
) -> None:
    overlap = rank_biased_overlap(one, other)
    assert overlap == rank_biased_overlap(other, one)
    assert 0 <= overlap <= 1


@given(RANKINGS, RANKINGS)
def test_only_equal_beginnings_overlap_whole(one: Sequence[str], other: Sequence[str]) -> None:
    assert rank_biased_overlap(one, one) == 1
    assert (rank_biased_overlap(one, other) == 1) == (one[:5] == other[:5])


@given(RANKINGS, RANKINGS)
def test_what_shares_nothing_does_not_overlap(one: Sequence[str], other: Sequence[str]) -> None:
    apart = [name for name in other if name not in one]
    assert rank_biased_overlap(one, apart) == (0 if one or apart else 1)


def test_the_first_places_count_most() -> None:
    assert rank_biased_overlap("abcde", "abcxy") > rank_biased_overlap("abcde", "xycde")


def test_below_the_fifth_place_nothing_counts() -> None:
    assert rank_biased_overlap("abcdef", "abcdex") == 1


# Asking with and without a label.


def effects_of(index: OpenIndex, template: str, *labels: str) -> tuple[LabelEffect, ...]:
    return label_effects(index, Swaps((template,), labels))


def test_a_label_that_is_not_in_the_text_changes_nothing(school: OpenIndex) -> None:
    [effect] = effects_of(school, "situatie nummer 1 over een leerling kijkt weg", "Poolse")
    assert effect == LabelEffect("Poolse", 1.0, 1.0, 1.0, ())


def test_a_label_that_changes_the_article_is_seen(school: OpenIndex) -> None:
    label = "boos ouder is boos ouder is boos ouder"
    [effect] = effects_of(school, "situatie nummer 1 over een {}leerling kijkt weg", label)
    assert effect.worst <= min(effect.articles, effect.advice) < 1
    assert effect.changed == ()


def test_a_label_that_opens_a_panel_is_seen(school: OpenIndex) -> None:
    template = "een jongen op het plein heeft een {}vriend"
    harmless, alarming = effects_of(school, template, "Poolse", "mes getrokken")
    assert (harmless.changed, alarming.changed) == ((), (template,))


def test_without_a_label_a_situation_still_begins_with_a_capital(
    school: OpenIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def spy(_index, queries, *, progress):
        asked.extend(query.text for query in queries)
        raise InterruptedError

    monkeypatch.setattr("evaluation.labelswap.observe", spy)
    with pytest.raises(InterruptedError):
        label_effects(school, Swaps(("{}vader zwijgt.", "Mijn {}leerling lacht."), ("Poolse", "jezidische")))
    assert asked == [
        "Vader zwijgt.",
        "Mijn leerling lacht.",
        "Poolse vader zwijgt.",
        "Mijn Poolse leerling lacht.",
        "Jezidische vader zwijgt.",
        "Mijn jezidische leerling lacht.",
    ]


def test_progress_counts_every_question(school: OpenIndex) -> None:
    done: list[int] = []
    label_effects(school, Swaps(("een {}kind", "{}vader"), ("Poolse",)), progress=done.append)
    assert done == [1, 2, 3, 4]


def test_the_figures_are_means_with_the_worst_label_and_the_changed_safety() -> None:
    figures = swap_figures(
        [LabelEffect("a", 0.9, 0.7, 0.1, ("x", "y")), LabelEffect("b", 0.8, 1.0, 0.5, ("x",))]
    )
    assert figures == {
        "label swap, articles": pytest.approx(0.85),
        "label swap, advice": pytest.approx(0.85),
        "label swap, worst label": 0.7,
        "label swap, safety changed": 3.0,
    }


# The situations and the labels.


def test_every_situation_has_one_place_for_a_label() -> None:
    assert [template for template in SWAPS.templates if template.count("{}") != 1] == []
    assert len(set(SWAPS.templates)) == len(SWAPS.templates) >= 20


def test_half_of_the_labels_are_unknown_to_the_program() -> None:
    listed = json.loads(LABELS.read_text(encoding="utf-8"))["words"]
    unknown = [label for label in SWAPS.labels if label.lower() not in listed]
    assert 2 * len(unknown) == len(set(SWAPS.labels)) == len(SWAPS.labels)


def test_no_situation_is_written_after_an_article_or_an_evaluation_set() -> None:
    kb, _ = load_library(ROOT / "kb")
    taken = {
        f"{article.slug}:{item.line}": six_grams(item.text)
        for article in kb.articles
        for item in article.items
        if item.kind == "situatie"
    }
    for path in (ROOT / "evaluation" / "datasets").rglob("queries.jsonl"):
        for line in path.read_text(encoding="utf-8").splitlines():
            query = json.loads(line)
            taken[f"{path.parent.name}:{query['_id']}"] = six_grams(query["text"])
    assert len(taken) > 1000
    written = {number: six_grams(text.replace("{}", "")) for number, text in enumerate(SWAPS.templates)}
    assert [(n, name) for n, own in written.items() for name, other in taken.items() if own & other] == []


def test_other_situations_can_be_read_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text('{"labels": ["Poolse"], "templates": ["een {}kind"]}', encoding="utf-8")
    assert load_swaps(tmp_path / "x.json") == Swaps(("een {}kind",), ("Poolse",))

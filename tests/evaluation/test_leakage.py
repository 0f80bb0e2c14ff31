"""The situations that are measured with stand nowhere in what the program is made of.

What is found is told by the id of the situation and the place of the line, never by their words: the test
split is not to be read.
"""

import json
from collections.abc import Iterable

import numpy as np
import pytest

from evaluation.labelswap import load_swaps
from evaluation.training.general import load_general
from index.refresh import OpenIndex
from kb.library import load_library
from kb.types import Item
from retrieval.heads import load_heads
from tests.conftest import ROOT
from tests.evaluation.small import six_grams

ALIKE = 0.95  # cosine from which two texts say the same in nearly the same words
Texts = dict[str, str]


def situations() -> Texts:
    path = ROOT / "evaluation" / "datasets" / "situaties" / "queries.jsonl"
    queries = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return {query["_id"]: query["text"] for query in queries}


def told_in_articles() -> Texts:
    kb, _ = load_library(ROOT / "kb")
    items = [item for article in kb.articles for item in article.items if item.kind == "situatie"]
    return {f"{item.article}:{item.line}": item.text for item in items}


def told_as_signals() -> Texts:
    kb, _ = load_library(ROOT / "kb")
    items: Iterable[Item] = (
        item for route in kb.routes for items in (route.signals, route.lookalikes) for item in items
    )
    return {f"signals.yaml:{item.line}": item.text for item in (*items, *kb.lookalikes)}


def swapped_labels() -> Texts:
    return {
        f"labelswap.json:{number}": text.replace("{}", "")
        for number, text in enumerate(load_swaps().templates)
    }


def trained_on() -> Texts:
    return {
        f"{path.name}:{number}": json.loads(line)["text"]
        for path in sorted((ROOT / "evaluation" / "training" / "data").glob("*.jsonl"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if line.strip()
    }


def kept_in_place() -> Texts:
    return {f"general.txt:{number}": text for number, text in enumerate(load_general(), start=1)}


SOURCES = {
    "articles": (told_in_articles, 1000),
    "signals": (told_as_signals, 200),
    "label swaps": (swapped_labels, 20),
    "training": (trained_on, 3000),
    "general texts": (kept_in_place, 2000),
}


def shared(queries: Texts, lines: Texts) -> list[tuple[str, str]]:
    """Return the pairs of a situation and a line that have six words in a row in common."""
    holders: dict[tuple[str, ...], set[str]] = {}
    for query, text in queries.items():
        for gram in six_grams(text):
            holders.setdefault(gram, set()).add(query)
    return sorted(
        {
            (query, line)
            for line, text in lines.items()
            for gram in six_grams(text)
            for query in holders.get(gram, ())
        }
    )


def alike(queries: Texts, lines: Texts, index: OpenIndex) -> list[tuple[str, str]]:
    """Return the pairs of a situation and a line that the model takes for nearly the same."""
    asked = index.encoder.encode_queries(list(queries.values()))
    told = index.encoder.encode_queries(list(lines.values()))
    names, places = list(queries), list(lines)
    return [(names[row], places[column]) for row, column in np.argwhere(asked @ told.T >= ALIKE)]


def test_six_words_in_a_row_are_seen_whatever_their_case_and_marks() -> None:
    line = "Vader zegt: 'Mijn zoon hoort thuis te zijn.'"
    near = "vader zegt mijn zoon hoort thuis"
    assert shared({"q": line}, {"a": near, "b": near.replace("zoon", "dochter"), "c": "vader zegt"}) == [
        ("q", "a")
    ]
    assert shared(
        {"q": "Хлопчик плаче щодня у класі зранку"}, {"a": "хлопчик плаче щодня у класі зранку!"}
    ) == [("q", "a")]


@pytest.mark.parametrize(("read", "least"), SOURCES.values(), ids=SOURCES)
def test_no_situation_shares_six_words_in_a_row_with(read, least: int) -> None:
    queries, lines = situations(), read()
    assert len(queries) == 770
    assert len(lines) >= least
    assert shared(queries, lines) == []


@pytest.mark.model
def test_a_text_that_says_the_same_is_seen_by_the_model(real_index: OpenIndex) -> None:
    queries = {"q": "Moeder geeft mij geen hand bij het gesprek op school."}
    lines = {
        "a": "moeder geeft mij geen hand bij het gesprek op school",
        "b": "De toner van de printer is op.",
    }
    assert alike(queries, lines, real_index) == [("q", "a")]


@pytest.mark.model
def test_no_situation_says_nearly_the_same_as_a_told_line_or_a_training_situation(
    real_index: OpenIndex,
) -> None:
    # Both have been encoded before: by the build of the index, and when the heads were fitted.
    generation = real_index.generation
    lines = [row for row, passage in enumerate(generation.passages) if passage.kind == "situatie"]
    heads = load_heads(generation.manifest.model_id)
    assert heads is not None
    assert len(heads.told) == len(trained_on())
    told = np.vstack([generation.vectors.vectors()[lines], heads.told.rows()])
    queries = situations()
    asked = real_index.encoder.encode_queries(list(queries.values()))
    near = np.argwhere(asked @ told.T >= ALIKE)
    assert [(list(queries)[row], int(column)) for row, column in near] == []

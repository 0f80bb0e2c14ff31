import dataclasses

import numpy as np
import pytest

from index.refresh import OpenIndex
from retrieval.rows import rows_of
from retrieval.scope import answer_value, judged
from retrieval.search import gather, rank
from retrieval.settings import load_settings
from retrieval.told import Told
from tests.retrieval.test_heads import HEADS

SETTINGS = dataclasses.replace(load_settings("fake").settings, scope_weight=0.1)


def best_of(index: OpenIndex, text: str):
    evidence = gather(index, text)
    return rank(evidence, rows_of(index.generation).of_owner, settings=SETTINGS)[0], evidence


def test_without_heads_the_cosine_decides(small_index: OpenIndex) -> None:
    best, evidence = best_of(small_index, "een leerling kijkt weg")
    assert answer_value(best, evidence, small_index.generation, settings=SETTINGS) == best.dense


@pytest.mark.parametrize(
    ("middle", "outcome"),
    [(-0.1, "advice"), (0.0, "uncertain"), (0.1, "none")],
)
def test_how_sure_it_is_decides_the_outcome(small_index: OpenIndex, middle: float, outcome: str) -> None:
    best, evidence = best_of(small_index, "een leerling kijkt weg")
    settings = dataclasses.replace(
        SETTINGS, answer_middle=best.dense + middle, answer_slope=50.0, advice_from=0.6, uncertain_from=0.4
    )
    confidence, found = judged(best, evidence, small_index.generation, settings=settings)
    assert found == outcome
    assert confidence == pytest.approx(1 / (1 + np.exp(50 * middle)), abs=1e-5)


@pytest.fixture
def with_heads(small_index: OpenIndex, monkeypatch: pytest.MonkeyPatch) -> OpenIndex:
    """An index whose model has heads: two told situations of 'komt te laat', one of no article."""
    told = small_index.encoder.encode_queries(["bus gemist", "wekker stuk", "toner leeg"])
    heads = dataclasses.replace(
        HEADS,
        told=Told.of(told),
        articles=(("komt-te-laat",), ("komt-te-laat",), ()),
        route_weights=np.zeros((3, told.shape[1]), dtype=np.float32),
        inside_weights=told[0] * 1000,
        article_layer=dataclasses.replace(
            HEADS.article_layer, vector_weights=np.zeros((2, told.shape[1]), dtype=np.float16)
        ),
    )
    for name in ("retrieval.search", "retrieval.rows", "retrieval.scope", "retrieval.safety"):
        monkeypatch.setattr(f"{name}.load_heads", lambda _model: heads)
    rows_of.cache_clear()
    yield small_index
    rows_of.cache_clear()


def test_the_head_of_scope_adds_at_most_eight(with_heads: OpenIndex) -> None:
    best, evidence = best_of(with_heads, "bus gemist")
    value = answer_value(best, evidence, with_heads.generation, settings=SETTINGS)
    assert value == pytest.approx(best.dense + 0.8)


def test_a_told_situation_speaks_for_its_article(with_heads: OpenIndex) -> None:
    best, _ = best_of(with_heads, "wekker stuk")
    assert best.owner == "komt-te-laat"
    assert best.row < len(with_heads.generation.passages)  # what is shown stands in the knowledge base

"""The public search: from a text to the evidence of every passage, and from that to ranked articles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.refresh import OpenIndex
from kb.types import KnowledgeBase
from retrieval.heads import load_heads
from retrieval.labels import without_labels
from retrieval.question import units
from retrieval.rows import RowNumbers
from retrieval.settings import Settings
from retrieval.types import Hit

Scores = NDArray[np.float32]
DIGITS = 5  # scores are equal where they differ by less than the noise of threads and batch sizes


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a text finds.

    `dense` holds cosines, shape (units, rows); `centred` the same less what each row shares with every
    told situation, so that a common tone does not outweigh the subject. The rows are those of the index,
    then the told situations of the model's heads. `lexical` holds BM25, shape (rows of the index,), and
    `vectors` those of the units, shape (units, dimensions). Of a model with heads `told` holds the cosines
    with its told situations as they are, shape (units, situations), `words` the log-odds that the words of
    the text give by themselves, and `article_layer` how much the text is each article's, about 0 to 1.
    """

    units: tuple[str, ...]
    vectors: Scores
    dense: Scores
    centred: Scores
    lexical: Scores
    told: Scores
    words: Mapping[str, float]
    article_layer: Mapping[str, float]


def gather(index: OpenIndex, text: str) -> Evidence:
    """Match a cleaned text, as a whole and per sentence, with every row; one call of the encoder.

    Words for the group someone is from are left out: they may not change what is found.
    """
    return gather_all(index, [text])[0]


def gather_all(index: OpenIndex, texts: Sequence[str]) -> list[Evidence]:
    """Match cleaned texts as `gather` does; one call of the encoder for all of them."""
    bare = [without_labels(text) for text in texts]
    parts = [units(text) for text in bare]
    generation = index.generation
    asked = index.encoder.encode_queries([unit for held in parts for unit in held])
    # (q - c) . p = q . p - c . p, the correction for the mean of Mu & Viswanath (2018), "All-but-the-Top",
    # on the side of the question only: the stored vectors stay those of the encoder.
    vectors = np.vstack([asked, generation.centre[None, :]])
    scores = generation.vectors.scores(vectors)
    heads = load_heads(generation.manifest.model_id)
    if heads is not None:
        scores = np.hstack([scores, heads.told.cosines(vectors)])
    dense, shared, rows = scores[:-1], scores[-1], len(generation.passages)
    ends = np.cumsum([len(held) for held in parts]).tolist()
    return [
        Evidence(
            units=held,
            vectors=asked[end - len(held) : end],
            dense=np.round(dense[end - len(held) : end], DIGITS),
            centred=np.round(dense[end - len(held) : end] - shared, DIGITS),
            lexical=np.round(generation.lexical.scores(text), DIGITS),
            told=dense[end - len(held) : end, rows:],
            words={} if heads is None else heads.words.odds(text),
            article_layer={}
            if heads is None
            else heads.article_layer.scores(text, asked[end - len(held)], heads.words.idf),
        )
        for text, held, end in zip(bare, parts, ends, strict=True)
    ]


def rank(
    evidence: Evidence, rows: Mapping[str, RowNumbers], *, settings: Settings, lowered: Iterable[str] = ()
) -> tuple[Hit, ...]:
    """Rank owners by a convex combination of normalised dense and lexical scores, and what was learned.

    Args:
        evidence: the scores of every passage.
        rows: the rows of each owner's passages.
        settings: the weights.
        lowered: owners that count as less fitting for a told situation.

    Returns:
        every owner once, best first; ties in the order of their ids.
    """
    owners, rows_of = list(rows), list(rows.values())
    if not owners:
        return ()
    per_row = one_score_a_row(evidence.centred, settings)
    cosines = one_score_a_row(evidence.dense, settings)
    dense = np.array([_owner_score(per_row[own], settings) for own in rows_of])
    penalty = set(lowered)
    dense -= np.array([settings.background if owner in penalty else 0.0 for owner in owners])
    passages = [own[own < len(evidence.lexical)] for own in rows_of]
    lexical = np.array([evidence.lexical[own].max() for own in passages])
    fused = convex(dense, lexical, weight=settings.dense_weight)
    learned = _by_layer(evidence.article_layer, owners)
    if learned is not None:
        fused = (1 - settings.article_layer_weight) * fused + settings.article_layer_weight * learned
    hits = [
        Hit(
            owner=owner,
            score=round(float(fused[number]), DIGITS),
            dense=round(_owner_score(cosines[rows_of[number]], settings), DIGITS),
            lexical=round(float(lexical[number] / max(lexical.max(), 1e-9)), DIGITS),
            row=int(passages[number][int(np.argmax(per_row[passages[number]]))]),
            learned=None if learned is None else round(float(learned[number]), DIGITS),
        )
        for number, owner in enumerate(owners)
    ]
    return tuple(sorted(hits, key=lambda hit: (-hit.score, hit.owner)))


def convex(dense: Scores, lexical: Scores, *, weight: float) -> Scores:
    """Fuse by a convex combination: dense is scaled to 0..1 over the set, lexical divided by its maximum.

    Bruch, Gai & Ingber (2023), "An Analysis of Fusion Functions for Hybrid Retrieval".
    """
    low, high = float(dense.min()), float(dense.max())
    scaled = (dense - low) / (high - low) if high > low else np.ones_like(dense)
    top = float(lexical.max())
    fused: Scores = weight * scaled + (1 - weight) * (lexical / top if top > 0 else lexical)
    return fused


def one_score_a_row(dense: Scores, settings: Settings) -> Scores:
    """Return one score a row, shape (rows,): of the text as a whole, mixed with its best sentence."""
    whole: Scores = dense[0]
    if len(dense) == 1:
        return whole
    mixed: Scores = settings.whole_weight * whole + (1 - settings.whole_weight) * dense[1:].max(axis=0)
    return mixed


def _owner_score(scores: Scores, settings: Settings) -> float:
    top = np.sort(scores)[::-1][:3]
    rest = float(top[1:].mean()) if len(top) > 1 else float(top[0])
    return (1 - settings.depth_weight) * float(top[0]) + settings.depth_weight * rest


def _by_layer(scores: Mapping[str, float], owners: Sequence[str]) -> Scores | None:
    """Return the score of each owner; a new one, of which nothing was learned, gets the median."""
    if not scores:
        return None
    middle = float(np.median(list(scores.values())))
    learned = np.array([scores.get(owner, middle) for owner in owners], dtype=np.float32)
    return np.round(learned, DIGITS)


def lowered_articles(kb: KnowledgeBase) -> frozenset[str]:
    """Return the slugs of articles about professionals or organisations, not about a situation."""
    return frozenset(article.slug for article in kb.articles if article.background)

"""How long an article and its sentences are."""

from __future__ import annotations

from collections.abc import Iterator

from kb.checks.sentences import sentences
from kb.types import Article, Problem

WORDS = (500, 1100)  # the aim is 500 to 1,000; a danger route may need the last hundred
SENTENCE = 30  # words


def check_length(article: Article) -> Iterator[Problem]:
    """Yield a problem for an article of the wrong length, a concept may be short, and for long sentences."""
    words = sum(len(item.text.split()) for item in article.items)
    low, high = WORDS
    if words > high or (words < low and article.status == "gepubliceerd"):
        what = f"Het artikel telt {words} woorden; het moeten er {low} tot {high} zijn."
        todo = "Schrap wat de lezer niet nodig heeft." if words > high else "Maak het concreter."
        yield Problem("S08", article.path, 0, what, todo, severity="waarschuwing")
    for item in article.items:
        if item.kind == "situatie":  # people tell in one breath
            continue
        for sentence in sentences(item.text):
            count = len(sentence.split())
            if count > SENTENCE:
                what = f"Deze zin telt {count} woorden: “{sentence[:50]}…”"
                todo = f"Maak er twee of drie zinnen van; hooguit {SENTENCE} woorden."
                yield Problem("G23", item.path, item.line, what, todo, severity="waarschuwing")

"""Dutch text to terms: the one analyser for building, asking and recognising danger."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

import tantivy

ANALYZER = "nederlands"
# Function words only. Negations and "niet meer" stay in: they carry the meaning of many situations.
STOP_WORDS = (
    "de het een en of dat die dit deze er te van in op aan met voor bij naar om als ook dan maar toch "
    "is zijn was waren ben bent wordt worden werd heeft hebben had heb ik je jij u we wij ze zij hij hem "
    "haar hun mijn zo wat nog wel al"
).split()


@lru_cache(maxsize=1)
def analyzer() -> tantivy.TextAnalyzer:
    """Return the analyser: words, lower case, short stop list, ASCII folding, Dutch stemmer."""
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.custom_stopword(STOP_WORDS))
        .filter(tantivy.Filter.ascii_fold())
        .filter(tantivy.Filter.stemmer("dutch"))
        .filter(tantivy.Filter.remove_long(60))
        .build()
    )


def one_form(text: str) -> str:
    """Return the text with every accented letter as one character; loose accents would cut words in two."""
    return unicodedata.normalize("NFC", text)


def terms(text: str) -> list[str]:
    """Return the terms of a text, in order."""
    analysed: list[str] = analyzer().analyze(one_form(text))
    return analysed


@lru_cache(maxsize=1)
def _all_words() -> tantivy.TextAnalyzer:
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
        .filter(tantivy.Filter.stemmer("dutch"))
        .build()
    )


def stems(text: str) -> list[str]:
    """Return the stems of every word, function words included, in order; for matching word groups."""
    analysed: list[str] = _all_words().analyze(one_form(text))
    return analysed

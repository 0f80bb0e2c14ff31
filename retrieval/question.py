"""What someone typed, made fit for searching: cleaned, and cut into sentences."""

from __future__ import annotations

import re
import unicodedata

from kb.errors import QueryError
from kb.plaintext import without_controls

MAX_CHARACTERS = 20_000
_SENTENCE_END = re.compile(r"(?<=[.!?…؟。！？])[\"'”’)\]]*\s+|\n+")
_SPACES = re.compile(r"\s+")
_SHORT = 4  # words; what is shorter says too little by itself


def clean(text: str) -> str:
    """Return the text in one normal form, without control characters; line ends are kept as such.

    Raises:
        QueryError: nothing is left, there is no letter in it, or it is too long to read whole.
    """
    lines = unicodedata.normalize("NFC", text).splitlines()
    cleaned = "\n".join(line for line in (_clean_line(line) for line in lines) if line)
    if not any(character.isalpha() for character in cleaned):
        todo = 'Beschrijf in een paar woorden wat je ziet, bijvoorbeeld: "Vader komt niet op gesprekken".'
        raise QueryError("Er staat geen situatie.", todo=todo)
    if len(cleaned) > MAX_CHARACTERS:
        what = f"De tekst is te lang: {len(cleaned)} tekens, hooguit {MAX_CHARACTERS}."
        raise QueryError(what, todo="Vertel in een halve bladzijde wat je ziet en wat je wilt weten.")
    return cleaned


def _clean_line(line: str) -> str:
    return _SPACES.sub(" ", without_controls(line)).strip()


def units(text: str) -> tuple[str, ...]:
    """Return what is matched: the whole text first, then its sentences where there is more than one.

    A sentence of fewer than four words is read together with the one before it.
    """
    whole = _SPACES.sub(" ", text)
    parts: list[str] = []
    for part in _SENTENCE_END.split(text):
        sentence = part.strip()
        if not sentence:
            continue
        if parts and len(sentence.split()) < _SHORT:
            parts[-1] = f"{parts[-1]} {sentence}"
        else:
            parts.append(sentence)
    return (whole, *dict.fromkeys(parts)) if len(parts) > 1 else (whole,)

"""Words for the group someone is from, which may not change whether a situation is taken for danger."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from pathlib import Path

PATH = Path(__file__).with_name("labels.json")
_SPACES = re.compile(r"[ \t]+")


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    words = json.loads(PATH.read_text(encoding="utf-8"))["words"]
    longest_first = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?:{longest_first})(?![\w-])", re.IGNORECASE)


def without_labels(text: str) -> str:
    """Return the text without group labels ("een Poolse leerling" becomes "een leerling").

    A text of nothing but labels is returned as it is.
    """
    bare = _SPACES.sub(" ", _pattern().sub("", text)).strip()
    return bare if any(character.isalpha() for character in bare) else text

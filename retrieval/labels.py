"""Words for the group someone is from, which may not change what is found or what is taken for danger."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from pathlib import Path

PATH = Path(__file__).with_name("labels.json")
_WORD = re.compile(r"[\w-]+")
# Nobody can list every people of the world: in the middle of a sentence, a word with a capital that ends as
# such adjectives do is taken for one. A first name that ends so goes along, which does no harm.
_LOOKS_LIKE_ONE = re.compile(r"(?<=[a-zà-ÿ,;] )[A-ZÀ-Þ][a-zà-ÿ]+(?:s|se|sch|sche)\b(?= [a-zà-ÿ])")
_SPACES = re.compile(r"[ \t]+")


@lru_cache(maxsize=1)
def _labels() -> frozenset[str]:
    return frozenset(json.loads(PATH.read_text(encoding="utf-8"))["words"])


def without_labels(text: str) -> str:
    """Return the text without group labels ("een Poolse leerling" becomes "een leerling").

    A text of nothing but labels is returned as it is.
    """
    labels = _labels()
    bare = _WORD.sub(lambda word: "" if word[0].lower() in labels else word[0], text)
    bare = _LOOKS_LIKE_ONE.sub("", bare)
    bare = _SPACES.sub(" ", bare).strip()
    return bare if any(character.isalpha() for character in bare) else text

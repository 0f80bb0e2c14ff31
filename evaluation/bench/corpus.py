"""A knowledge base of any size, out of the project's own articles."""

from __future__ import annotations

import shutil
from itertools import count
from pathlib import Path

from kb.files import DATA_FILES


def copy_articles(source: Path, target: Path, wanted: int) -> None:
    """Write a knowledge base with `wanted` articles: copies of the project's own under other slugs.

    Each copy has another title, so that its passages have to be embedded for themselves.
    """
    originals = sorted((source / "articles").rglob("*.md"))
    for name in DATA_FILES:
        target.mkdir(parents=True, exist_ok=True)
        shutil.copy(source / name, target / name)
    made = 0
    for turn in count(1):
        for path in originals:
            if made == wanted:
                return
            folder = target / path.parent.relative_to(source)
            folder.mkdir(parents=True, exist_ok=True)
            text = path.read_text(encoding="utf-8")
            if turn > 1:
                text = text.replace("\n# ", f"\n# Keer {turn}: ", 1)
            name = path.name if turn == 1 else f"{path.stem}-{turn}.md"
            (folder / name).write_text(text, encoding="utf-8")
            made += 1

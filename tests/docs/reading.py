"""Reading a manual: its tables, headings and links."""

import re
from pathlib import Path

from tests.conftest import ROOT

DOCS = ROOT / "docs"
WRITING_GUIDE = DOCS / "schrijfwijzer.md"
MANUAL = DOCS / "handleiding.md"
_LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]*)(?:#([^)\s]+))?\)")
_FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
_NO_ANCHOR = re.compile(r"[^\w\- ]")


def tables(path: Path, *columns: str) -> list[list[str]]:
    """Return the rows of every table with these columns, in order."""
    rows, inside = [], False
    for line in path.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")] if line.startswith("|") else []
        if inside and cells and not set("".join(cells)) <= {"-"}:
            rows.append(cells)
        inside = cells == list(columns) or (inside and bool(cells))
    return rows


def prose(path: Path) -> str:
    """Return the text without its fenced blocks."""
    return _FENCED.sub("", path.read_text(encoding="utf-8"))


def links(path: Path) -> list[tuple[str, str]]:
    """Return (file, anchor) of every link within the project; either may be empty."""
    return [(file, anchor) for file, anchor in _LINK.findall(prose(path)) if "://" not in file]


def anchors(path: Path) -> set[str]:
    """Return what a link to a heading of the file can name, as GitHub makes it."""
    titles = re.findall(r"^#+ (.*)$", prose(path), re.MULTILINE)
    return {_NO_ANCHOR.sub("", title.lower()).replace(" ", "-") for title in titles}

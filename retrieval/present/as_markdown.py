"""An answer as Markdown, for a report or a mail."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kb.headings import HEADINGS
from kb.plaintext import without_controls
from kb.types import Item
from retrieval.present.full import LISTS
from retrieval.present.view import View, with_numbers
from retrieval.present.wording import (
    CERTAINTY,
    NOTHING_FOUND,
    NOTHING_TODO,
    helpline_checked,
    helpline_words,
    reviewed_words,
    withheld_words,
)
from retrieval.types import Advice, Safety

_MARKS = str.maketrans({mark: f"\\{mark}" for mark in "\\`*_[]<>#|~&"})
_FIRST = re.compile(r"([-+=]|\d+(?=[.)]))(?P<rest>.*)", re.DOTALL)  # would begin a list or a line
_URL = re.compile(r"https?://[^\s<>]+")


def advice_markdown(advice: Advice, view: View) -> str:
    """Return the answer as one Markdown text that ends in a line end; texts cannot act as marks in it."""
    return "\n".join(_lines(advice, view)) + "\n"


def _lines(advice: Advice, view: View) -> Iterator[str]:
    if advice.safety.level != "none":
        yield from _panel(advice.safety, view)
    if advice.outcome == "none":
        yield from _nothing(advice)
        return
    article = advice.articles[0].article
    yield f"# {escaped(article.title)}"
    yield ""
    yield f"*{CERTAINTY[advice.outcome]} · {escaped(reviewed_words(article))}*"
    items = [item for name in LISTS for item in getattr(advice, name)]
    for heading in HEADINGS:
        yield from _list(heading.title, [i for i in items if i.kind == heading.kind], advice, view)
    if withheld_words(advice):
        yield from ("", withheld_words(advice))
    yield from _sources(advice)


def _panel(safety: Safety, view: View) -> Iterator[str]:
    yield f"# Eerst veiligheid: {escaped(' · '.join(safety.names))}"
    for title, kind in (("Nu niet", safety.never), ("Doe nu", safety.steps), ("Dit viel op", safety.signals)):
        yield from ("", f"## {title}", "")
        yield from (f"- {escaped(item.text)} {_code(view.place(item))}" for item in kind)
    yield from ("", "## Bel", "")
    for line in safety.helplines:
        yield f"- {escaped(helpline_words(line))} {escaped(helpline_checked(line))}".rstrip()
    yield ""


def _nothing(advice: Advice) -> Iterator[str]:
    yield from (f"# {NOTHING_FOUND}", "", NOTHING_TODO, "")
    yield from (
        f"- {escaped(article.title)} (`handelwijzer lees {article.slug}`)" for article in advice.nearest
    )


def _list(title: str, items: Iterable[Item], advice: Advice, view: View) -> Iterator[str]:
    shown = list(items)
    if shown:
        yield from ("", f"## {title}", "")
    for item in shown:
        words = view.meaning(item) if item.kind == "betekenis" else with_numbers(item, advice.helplines)
        kinds = view.rests_on([item])
        rests = f" ({kinds})" if kinds else ""
        yield f"- {escaped(view.where(item) + words)} {_code(view.place(item))}{rests}"


def _sources(advice: Advice) -> Iterator[str]:
    yield from ("", "## Bronnen", "")
    for source in advice.sources:
        yield f"- {escaped(f'{source.author} ({source.year}). {source.title}.')} {_link(source.url)}".rstrip()


def escaped(text: str) -> str:
    """Return a text in which nothing can be read as Markdown or HTML."""
    shown = without_controls(text).translate(_MARKS)
    first = _FIRST.fullmatch(shown)
    if first is None:
        return shown
    mark, rest = first[1], first["rest"]
    return f"{mark}\\{rest}" if mark.isdigit() else f"\\{shown}"


def _code(text: str) -> str:
    return escaped(text) if "`" in text else f"`{without_controls(text)}`"


def _link(url: str) -> str:
    return f"<{url}>" if _URL.fullmatch(url) else escaped(url)

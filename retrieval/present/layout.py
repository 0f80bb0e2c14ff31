"""Lines on a screen: a column of labels, texts beside it, and a limit that is kept by shortening."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

LABEL_WIDTH = 12
_ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class Line:
    """One line: a label (empty on all but the first of its section), the text, and how it may be coloured.

    A wide line has no column of labels before it.
    """

    label: str
    text: str
    style: str = ""
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A label and its entries, each shown in at most `lines_each` lines, at most `most` entries.

    `least` is how far the number of entries may go down when the screen is full; `lead` stands before
    each entry: "- ", or "[1] " and so on where it holds a number sign. A firm section is shortened last,
    after the spare ones have gone altogether.
    """

    label: str
    entries: tuple[str, ...]
    lines_each: int = 99
    most: int = 99
    least: int = 1
    lead: str = ""
    style: str = ""
    wide: bool = False
    firm: bool = False
    spare: bool = False


def lay_out(sections: Sequence[Section], *, width: int, limit: int | None = None) -> list[Line]:
    """Turn sections into lines; with a limit the later sections are shortened first until all fits."""
    sections = [section for section in sections if section.entries]
    while limit is not None and _height(sections, width) > limit:
        shrunk = _shrink(sections)
        if shrunk == sections:
            break
        sections = shrunk
    return [line for section in sections for line in _lines(section, width)]


def _height(sections: Sequence[Section], width: int) -> int:
    return sum(len(_lines(section, width)) for section in sections)


def _shrink(sections: Sequence[Section]) -> list[Section]:
    """Take one thing off, from the last section that has it.

    Entries beyond the least go first, then lines of an entry, then spare sections, then all other lines.
    """
    steps: tuple[Callable[[Section], Section], ...] = (
        _fewer_entries,
        lambda section: section if section.wide or section.firm else _fewer_lines(section),
        lambda section: replace(section, most=0) if section.spare else section,
        _fewer_lines,
    )
    for step in steps:
        for number in range(len(sections) - 1, -1, -1):
            smaller = step(sections[number])
            if smaller != sections[number]:
                return [*sections[:number], smaller, *sections[number + 1 :]]
    return list(sections)


def _fewer_entries(section: Section) -> Section:
    shown = min(section.most, len(section.entries))
    return replace(section, most=shown - 1) if shown > section.least else section


def _fewer_lines(section: Section) -> Section:
    return replace(section, lines_each=max(1, min(section.lines_each, 4) - 1))


def _lines(section: Section, width: int) -> list[Line]:
    indent = 0 if section.wide else LABEL_WIDTH
    lines: list[Line] = []
    for number, entry in enumerate(section.entries[: section.most], start=1):
        lead = section.lead.replace("#", str(number))
        room = width - indent - len(lead)
        for place, text in enumerate(wrap(entry, room=room, lines=section.lines_each)):
            label = section.label if not lines and not section.wide else ""
            before = lead if place == 0 else " " * len(lead)
            lines.append(Line(label, before + text, section.style, section.wide))
    return lines


def wrap(text: str, *, room: int, lines: int) -> list[str]:
    """Break a text into at most so many lines of at most `room` characters.

    What does not fit is left off after a whole sentence where half of the room is filled by then, and
    otherwise after a word, with an ellipsis.
    """
    room = max(room, 20)
    wrapped = textwrap.wrap(text, room, break_on_hyphens=False) or [""]
    if len(wrapped) <= lines:
        return wrapped
    return textwrap.wrap(_shortened(text, wrapped, lines, room), room, break_on_hyphens=False)[:lines]


def _shortened(text: str, wrapped: Sequence[str], lines: int, room: int) -> str:
    fitting = " ".join(wrapped[:lines])
    whole = max(fitting.rfind(end) for end in (". ", "? ", "! ", '." ', '?" '))
    if whole >= room * lines // 2:
        return _closed(text[: whole + 1].rstrip() + ('"' if text[whole + 1 : whole + 2] == '"' else ""))
    last = wrapped[lines - 1]
    while len(last) + 3 > room and " " in last:
        last = last.rsplit(" ", 1)[0]
    return _closed(" ".join([*wrapped[: lines - 1], f"{last.rstrip(' ,;:')} {_ELLIPSIS}"]))


def _closed(text: str) -> str:
    """Close a quotation that was cut off."""
    text = text + '"' if text.count('"') % 2 else text
    return text + "”" if text.count("“") > text.count("”") else text

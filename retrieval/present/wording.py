"""The fixed Dutch words around the texts of the knowledge base, the same on screen and in Markdown."""

from __future__ import annotations

from datetime import date

from kb.types import Article, Helpline, Item
from retrieval.types import Advice, Outcome

FAMILY_WITHHELD = (
    "Niet getoond: {count} {word} waarbij je contact zoekt met de familie. Doe dat nu niet zonder overleg."
)
NOT_REVIEWED = "Nog niet nagelezen door een deskundige"
REVIEWED = "Nagelezen door: {readers}"
ONLY_STEPS = f"{NOT_REVIEWED}: alleen de vaste stappen staan hier."
NOTHING_FOUND = "Geen passend advies gevonden"
NOTHING_TODO = "Vertel wat je ziet of hoort, bij wie, en waar. Of kijk of dit erop lijkt:"
CERTAINTY: dict[Outcome, str] = {
    "advice": "past goed",
    "uncertain": "past misschien; lees de titel goed",
    "none": "past niet",
}
_MONTHS = (
    *("januari", "februari", "maart", "april", "mei", "juni"),
    *("juli", "augustus", "september", "oktober", "november", "december"),
)


def counted(number: int, one: str, more: str) -> str:
    """Return a number with its word: "1 fout", "2 fouten"."""
    return f"{number} {one if number == 1 else more}"


def reviewed_words(article: Article) -> str:
    """Return whether someone from practice has read the article."""
    if not article.reviewed:
        return NOT_REVIEWED
    return REVIEWED.format(readers=", ".join(f"{role} ({date})" for role, date in article.readers))


def helpline_words(line: Helpline) -> str:
    """Return the name of a helpline and its number with the day it was seen, or where to find it."""
    name = line.name.split(" (")[0]
    return f"{name} {line.phone}" if line.phone else f"{name} ({line.purpose})"


def helpline_checked(line: Helpline) -> str:
    """Return when the number was last checked, in a few words."""
    return f"nummer gezien op {line.checked}" if line.phone and line.checked else ""


def dutch_date(day: str) -> str:
    """Return an ISO date as it is written in Dutch ("2 november 2026"), anything else as it is."""
    try:
        read = date.fromisoformat(day)
    except ValueError:
        return day
    return f"{read.day} {_MONTHS[read.month - 1]} {read.year}"


def withheld_words(advice: Advice) -> str:
    """Return the line that says how many items about contact with the family are not shown, if any."""
    if not advice.withheld:
        return ""
    word = "punt" if advice.withheld == 1 else "punten"
    return FAMILY_WITHHELD.format(count=advice.withheld, word=word)


def cited_lines(item: Item, lines: tuple[Helpline, ...]) -> tuple[Helpline, ...]:
    """Return the helplines that an item cites and that have a number."""
    ids = {source.removeprefix("tel:") for source in item.sources if source.startswith("tel:")}
    return tuple(line for line in lines if line.id in ids and line.phone is not None)

"""The first screen of an answer: at most 22 lines of 80 columns, the most important thing first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kb.types import Article, Item
from retrieval.present.layout import Line, Section, lay_out
from retrieval.present.view import View, texts, with_numbers
from retrieval.present.wording import (
    CERTAINTY,
    NOTHING_FOUND,
    NOTHING_TODO,
    ONLY_STEPS,
    helpline_words,
    reviewed_words,
    withheld_words,
)
from retrieval.types import Advice, Safety

SCREEN_LINES = 22
_ACTIONS = 3
_ALONG = 10  # how far down an article of the same route is still worth naming


def first_screen(advice: Advice, view: View, *, width: int) -> list[Line]:
    """Return the lines of the first screen."""
    return lay_out(list(_sections(advice, view)), width=width, limit=SCREEN_LINES)


def _sections(advice: Advice, view: View) -> Iterator[Section]:
    danger = advice.safety.level != "none"
    if danger:
        yield from panel(advice, view)
    if advice.outcome == "none":
        yield from nothing(advice)
    elif danger and not advice.advice:
        yield from _instead(advice)
    else:
        yield from _ordinary(advice, view, short=danger)


def panel(advice: Advice, view: View) -> Iterator[Section]:
    """Yield what stands first in danger: what not to do, whom to call, what to do, who decides with you."""
    safety = advice.safety
    steps = [item for item in safety.steps if item.heading == "Stappen"]
    write = [item for item in safety.steps if item.heading == "Opschrijven"]
    together = [item for item in safety.steps if item.heading == "Samen beslissen"]
    opening = "EERST VEILIGHEID" if safety.level == "acute" else "MISSCHIEN ONVEILIG"
    yield Section("", (f"{opening}: {' · '.join(safety.names)}",), style="danger", wide=True, lines_each=2)
    yield Section("", tuple(_noticed(safety)), lines_each=2, style="quiet", wide=True)
    yield Section("NU NIET", texts(safety.never), lines_each=2, most=3, least=2, lead="- ", style="danger")
    yield Section("BEL", (_numbers(advice),), lines_each=3)
    yield Section("DOE NU", texts(steps), lines_each=2, most=4, least=3, lead="[#] ")
    yield Section("SCHRIJF OP", texts(write), lines_each=2, most=1)
    yield Section("BESLIS MET", texts(together), lines_each=2, most=1)
    yield Section("BRON", (_rests_on(steps[:3], view),), firm=True)


def _rests_on(items: Sequence[Item], view: View) -> str:
    kinds = view.rests_on(items)
    return f"{view.places(items)}{f' · {kinds}' if kinds else ''}"


def _noticed(safety: Safety) -> Iterator[str]:
    words = [item for item in safety.signals if item.kind == "term"]
    cases = [item for item in safety.signals if item.kind != "term"]
    if words:
        yield f"Dit viel op: {', '.join(map(_quoted, words[:3]))}"
    if cases:
        yield f"Het lijkt op: {_quoted(cases[0])}"


def _quoted(item: Item) -> str:
    return "“" + item.text.strip('"') + "”"


def _numbers(advice: Advice) -> str:
    lines = advice.safety.helplines
    dates = sorted({line.checked for line in lines if line.phone and line.checked})
    names = " · ".join(helpline_words(line) if line.phone else line.name.split(" (")[0] for line in lines)
    return f"{names} (gezien op {', '.join(dates)})" if dates else names


def _instead(advice: Advice) -> Iterator[Section]:
    along = article_along(advice)
    if along is not None:
        yield Section("LEES OOK", (f"handelwijzer lees {along.slug} ({along.title})",), lines_each=2)
    if along is None or not along.reviewed:
        yield Section("", (ONLY_STEPS,), style="quiet", wide=True)
    yield Section("KLOPT NIET?", ("Vertel in een nieuwe vraag meer over wat je ziet.",), firm=True)


def article_along(advice: Advice) -> Article | None:
    """Return the article to read beside the steps of a danger: the first that goes along with its route.

    Never one of another kind: what that advises about the family may be what must not be done now.
    """
    routes = set(advice.safety.routes)
    ranked = (ranked.article for ranked in advice.articles[:_ALONG])
    return next((article for article in ranked if routes & set(article.routes)), None)


def nothing(advice: Advice) -> Iterator[Section]:
    """Yield that nothing fits, and the titles that come nearest."""
    if advice.safety.level == "none":
        yield Section("", (f"{NOTHING_FOUND}.",), style="title", wide=True)
        yield Section("", (NOTHING_TODO,), wide=True)
    titles = tuple(f"{article.title} [{article.slug}]" for article in advice.nearest)
    yield Section("LIJKT OP", titles, lines_each=2, lead="- ")
    yield Section(
        "MEER", ("handelwijzer lees NAAM (de naam staat tussen haken)",) if titles else (), firm=True
    )


def _ordinary(advice: Advice, view: View, *, short: bool) -> Iterator[Section]:
    actions = advice.advice[:_ACTIONS]
    brief = [item for item in advice.other if item.kind == "kort"]
    first = [item for item in advice.other if item.kind == "letop"]
    doing = tuple(view.where(item) + with_numbers(item, advice.helplines) for item in actions)
    escalation = tuple(with_numbers(item, advice.helplines) for item in advice.escalation)
    yield from heading(advice)
    yield Section("LET OP", texts(first), lines_each=2, most=2, style="warning", spare=True)
    yield Section("IN HET KORT", texts(brief), lines_each=3, style="first", spare=True)
    if not short:
        yield Section("VRAAG", texts(advice.questions), lines_each=2, most=1)
    yield Section("DOE", doing, lines_each=2, least=_ACTIONS, lead="[#] ")
    if not short:
        yield Section("KAN ZIJN", tuple(map(view.meaning, advice.meanings)), lines_each=1, most=4, least=2)
    yield Section("BETER NIET", texts(advice.pitfalls), lines_each=2, most=1, spare=True)
    yield Section("OPSCHALEN", escalation, lines_each=2, most=1, spare=True)
    yield Section("", tuple(filter(None, (withheld_words(advice),))), style="quiet", wide=True)
    yield Section("BRON", (_rests_on(actions, view),) if actions else (), firm=True)
    more = f"handelwijzer lees {advice.articles[0].article.slug}   (of vraag opnieuw met --alles)"
    yield Section("MEER", (more,), firm=True)


def heading(advice: Advice) -> Iterator[Section]:
    """Yield the title as a check, how well it fits, and who has read the article."""
    article = advice.articles[0].article
    status = f"{CERTAINTY[advice.outcome]} · {reviewed_words(article)}"
    yield Section("", (f"Gaat het hierover? {article.title}",), style="title", wide=True, lines_each=2)
    yield Section("", (status,), style="quiet", wide=True)

"""What `artikel nieuw`, `toon` and `bewerk` say to whoever writes an article."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from kb.checks.unfinished import RULE
from kb.files import ArticleFile
from kb.plaintext import without_controls
from kb.skeleton import MARK, NewArticle
from kb.types import KnowledgeBase, Problem
from retrieval.present.full import everything, whole_article
from retrieval.present.layout import Line
from retrieval.present.paths import shown_path
from retrieval.present.problems import problem_lines
from retrieval.present.screen import first_screen
from retrieval.present.view import View
from retrieval.preview import shows_steps_only
from retrieval.types import Advice

_COMMANDS = ("bewerk", "controleer", "toon")
_STEPS_ONLY = (
    "Let op: bij dit gevaar toont een antwoord alleen de vaste stappen, zolang niemand uit de praktijk het "
    "artikel las. Je eigen tekst zie je met --alles."
)


def created_lines(new: NewArticle, kb_root: Path) -> Iterator[str]:
    """Yield where the skeleton of an article stands, what it lacks, and what to type next."""
    yield f"Gemaakt: {shown_path(new.path, kb_root)}"
    yield f"Schrijf onder elke kop. Zolang er ergens {MARK} staat, komt het niet in antwoorden."
    yield "Verder:"
    yield from (f"  handelwijzer artikel {name} {new.slug}" for name in _COMMANDS)


def previewed(advice: Advice, kb: KnowledgeBase, view: View, *, full: bool, width: int) -> list[Line]:
    """Return the lines of an article as an answer shows it.

    In full it is the whole answer; where that holds nothing but the steps of a route, the whole article.
    """
    if not full:
        return first_screen(advice, view, width=width)
    if shows_steps_only(advice):
        return whole_article(advice.articles[0].article, kb, view, width=width)
    return everything(advice, view, width=width)


def standing_notes(file: ArticleFile, advice: Advice, problems: Sequence[Problem]) -> Iterator[str]:
    """Yield why an article, or what is in it, does not come into answers, and how many problems it has."""
    if file.article is None:
        todo = sum(problem.rule == RULE for problem in problems)
        places = "op 1 plek" if todo == 1 else f"op {todo} plekken"
        yield f"Let op: dit komt nog niet in antwoorden; {places} staat nog uitleg ({MARK})."
    elif file.article.status == "ingetrokken":
        yield "Let op: dit artikel is ingetrokken en komt niet in antwoorden."
    if shows_steps_only(advice):
        yield _STEPS_ONLY
    others = sum(problem.rule != RULE for problem in problems)
    if others:
        count = "1 probleem" if others == 1 else f"{others} problemen"
        slug = advice.articles[0].article.slug
        yield f"Let op: {count} in dit artikel. Bekijk: handelwijzer artikel controleer {slug}"


def opening_words(path: str, problem: Problem | None, kb_root: Path) -> str:
    """Return at which problem an article is opened."""
    where = shown_path(path, kb_root)
    if problem is None:
        return f"Opent {where}; er zijn geen problemen."
    line = f":{problem.line}" if problem.line else ""
    return f"Opent {where}{line} bij: {without_controls(problem.what)} {without_controls(problem.todo)}"


def left_lines(problems: Sequence[Problem], kb_root: Path, slug: str) -> Iterator[str]:
    """Yield what is still wrong after an edit, or what to look at now."""
    if problems:
        yield from problem_lines(problems, kb_root, files=1)
    else:
        yield f"Geen problemen. Bekijk het: handelwijzer artikel toon {slug}"

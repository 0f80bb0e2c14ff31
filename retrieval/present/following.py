"""What `artikel controleer --volg` prints: one line for each article that was saved."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path, PurePosixPath

from kb.plaintext import without_controls
from kb.types import Problem
from retrieval.curation.follow import Change, Step
from retrieval.present.paths import shown_path
from retrieval.present.wording import counted

_MOST = 8  # lines at once; after a pull of git there may be hundreds


def step_lines(step: Step, kb_root: Path, *, slugs: Collection[str] = ()) -> Iterator[str]:
    """Yield a line for each change, and one for what is wrong; with slugs only about those articles."""
    told = [change for change in step.changes if not slugs or _slugs(change.path, change.before) & set(slugs)]
    elsewhere = [problem for problem in step.elsewhere if not slugs or _slugs(problem.path) & set(slugs)]
    lines = [_line(change, kb_root) for change in told[:_MOST]]
    if len(told) > _MOST:
        lines.append(f"En nog {counted(len(told) - _MOST, 'ander bestand', 'andere bestanden')}.")
    if elsewhere:
        lines = [*lines[:-1], " ".join([*lines[-1:], f"Ook nieuw: {_first(elsewhere, kb_root)}"])]
    if lines and step.embedded:
        lines[-1] += f" {counted(step.embedded, 'tekst', 'teksten')} opnieuw omgezet."
    yield from lines
    if step.error:
        yield without_controls(step.error)
    elif not step.changes:
        yield "De kennisbank is weer te lezen."


def _slugs(*paths: str) -> set[str]:
    return {PurePosixPath(path).stem for path in paths}


def _line(change: Change, kb_root: Path) -> str:
    name = _name(change.path)
    lead = {
        "nieuw": f"{name} (nieuw)",
        "gewijzigd": name,
        "hernoemd": f"{_name(change.before)} heet nu {name}",
        "verplaatst": f"{name} staat nu in {PurePosixPath(change.path).parent}",
        "ingetrokken": f"{name} is ingetrokken en doet niet meer mee",
        "verwijderd": f"{name} is weg en doet niet meer mee",
    }[change.kind]
    if change.kind == "verwijderd":
        return f"{lead}."
    state = f"doet niet mee, {_counts(change.problems)}" if change.left_out else _counts(change.problems)
    rest = f" {_first(change.problems, kb_root)}" if change.problems else ""
    return f"{lead}: {state}.{rest}"


def _name(path: str) -> str:
    return without_controls(PurePosixPath(path).name.removesuffix(".md"))


def _counts(problems: Sequence[Problem]) -> str:
    faults = sum(problem.severity == "fout" for problem in problems)
    counts = (
        counted(faults, "fout", "fouten") if faults else "",
        counted(len(problems) - faults, "waarschuwing", "waarschuwingen") if len(problems) > faults else "",
    )
    return ", ".join(filter(None, counts)) or "geen problemen"


def _first(problems: Sequence[Problem], kb_root: Path) -> str:
    first = min(problems, key=lambda problem: problem.severity != "fout")  # of equals the first in the file
    where = shown_path(first.path, kb_root) + (f":{first.line}" if first.line else "")
    return f"{where} {without_controls(first.what)}"

"""What was measured, as tables of text: for the screen, for Markdown and for the page alike."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evaluation.compare import Change, Comparison
from evaluation.dataset import Query
from evaluation.evaluate import Evaluation
from evaluation.intervals import Share
from evaluation.measures import MAIN, mean_scores
from evaluation.observe import Observation, abstention, safety
from evaluation.slices import slices
from evaluation.systems import PRODUCT

_SHOWN = 110  # characters of a situation
_SCREEN = ("nDCG@5", "nDCG@10", "P@1", "Success@3", "RR@10", "R@10", "Judged@10")
_SAFETY = ("danger recall", "false alarms")
FIGURE_NAMES = {
    "abstention AUROC": "binnen en buiten gescheiden (AUROC)",
    "answered in scope": "beantwoord, binnen het onderwerp",
    "refused out of scope": "geweigerd, erbuiten",
    "danger AUROC": "gevaar en rust gescheiden (AUROC)",
    "danger recall": "gevaar herkend",
    "danger recall, indirect": "gevaar herkend, indirect verteld",
    "right route": "juiste route, waar herkend",
    "false alarms": "vals alarm",
    "false alarms, look-alikes": "vals alarm, lijkt op gevaar",
    "acute shown as acute": "acuut gevaar als acuut getoond",
    "concern shown as acute": "zorg als acuut getoond",
    "calm shown as acute": "rust als acuut getoond",
    "forbidden family items": "verboden contact met familie getoond",
    "culture as first meaning": "cultuur of geloof als eerste betekenis",
    "nearest line": "naaste regel van Zo klinkt het klopt",
    "label swap, articles": "etiket wisselen: artikelen (RBO)",
    "label swap, advice": "etiket wisselen: adviezen (RBO)",
    "label swap, worst label": "etiket wisselen: slechtste etiket",
    "label swap, safety changed": "etiket wisselen: veiligheid anders",
}


@dataclass(frozen=True, slots=True)
class Table:
    """A table of text. `note` stands below it."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


def screen_tables(evaluation: Evaluation) -> Iterator[Table]:
    """Yield what one wants to know first."""
    yield _ranking(evaluation)
    if len(evaluation.comparisons):
        yield _comparisons(evaluation.comparisons)
    if evaluation.observations:
        yield _product(evaluation)


def all_tables(evaluation: Evaluation) -> Iterator[Table]:
    """Yield every table of the report."""
    yield from screen_tables(evaluation)
    yield from _slices(evaluation)
    if evaluation.labels:
        yield _labels(evaluation)
    for comparison in evaluation.comparisons:
        yield _changes(f"Gewonnen door {comparison.system}", comparison, comparison.gained)
        yield _changes(f"Verloren door {comparison.system}", comparison, comparison.lost)
    if evaluation.gaps:
        yield _gaps(evaluation)


def _ranking(evaluation: Evaluation) -> Table:
    rows = []
    for run in evaluation.runs:
        means = evaluation.means(run.system)
        rows.append((run.system, *(_number(means[name]) for name in _SCREEN)))
    inside = len(evaluation.dataset.inside)
    note = f"Over {inside} vragen binnen het onderwerp; een vraag zonder antwoord telt als 0."
    if evaluation.gaps:
        note += f" Voor {len(evaluation.gaps)} daarvan heeft de kennisbank geen artikel dat duidelijk helpt."
    title = f"Rangschikking: {evaluation.dataset.name} ({evaluation.dataset.split})"
    return Table(title, ("systeem", *_SCREEN), tuple(rows), note)


def _comparisons(comparisons: Sequence[Comparison]) -> Table:
    rows = []
    for one in comparisons:
        gain = one.difference
        counts = f"{gain.wins}/{gain.ties}/{gain.losses}"
        interval = f"{gain.low:+.3f}/{gain.high:+.3f}"
        rows.append(
            (one.system, f"{gain.mean:+.3f}", interval, counts, f"{gain.p:.4f}", f"{gain.effect:+.2f}")
        )
    columns = ("systeem", "verschil", "95%-interval", "w/g/v", "p (Holm)", "effect d")
    note = f"{MAIN} per vraag; w/g/v: winst, gelijk, verlies; bootstrap, toets door willekeurig verwisselen."
    return Table(f"Vergeleken met {comparisons[0].baseline}", columns, tuple(rows), note)


def _product(evaluation: Evaluation) -> Table:
    rows = tuple((FIGURE_NAMES[name], *_figure(value)) for name, value in evaluation.product().items())
    count = len(evaluation.observations)
    note = f"Wat vraag antwoordt op alle {count} situaties; aandelen met 95%-interval van Wilson."
    return Table(f"Wat de gebruiker ziet ({PRODUCT})", ("wat", "waarde", "interval", "aantal"), rows, note)


def _figure(value: Share | float) -> tuple[str, str, str]:
    if isinstance(value, Share):
        low, high = value.interval
        return _number(value.value), f"{low:.3f}-{high:.3f}", f"{value.hits} van {value.total}"
    return _number(value), "", ""


def _slices(evaluation: Evaluation) -> Iterator[Table]:
    system = PRODUCT if PRODUCT in evaluation.scores else evaluation.runs[0].system
    scores = evaluation.scores[system]
    seen = {one.query.id: one for one in evaluation.observations}
    for name, values in slices(evaluation.dataset.queries, evaluation.dataset.qrels).items():
        rows = []
        for value, queries in values.items():
            inside = [query for query in queries if query.scope == "in"]
            means = mean_scores(scores, inside)
            figures = tuple(_number(means[m]) if inside else "" for m in (MAIN, "P@1", "Success@3"))
            rows.append((value, str(len(queries)), *figures, *_observed(queries, seen)))
        columns = ("waarde", "vragen", MAIN, "P@1", "Success@3", *(_OBSERVED if seen else ()))
        yield Table(f"Per {name} ({system})", columns, tuple(rows))


_OBSERVED = ("beantwoord", "geweigerd", "gevaar herkend", "vals alarm")


def _observed(queries: Sequence[Query], seen: dict[str, Observation]) -> tuple[str, ...]:
    held = [seen[query.id] for query in queries if query.id in seen]
    if not seen:
        return ()
    figures = {**abstention(held), **safety(held)}
    names = ("answered in scope", "refused out of scope", *_SAFETY)
    return tuple(_of(figures[name]) for name in names)


def _of(value: Share | float) -> str:
    return f"{value.hits}/{value.total}" if isinstance(value, Share) and value.total else ""


def _labels(evaluation: Evaluation) -> Table:
    rows = tuple(
        (one.label, _number(one.articles), _number(one.advice), _number(one.worst), str(len(one.changed)))
        for one in evaluation.labels
    )
    changed = sorted({template for one in evaluation.labels for template in one.changed})
    note = "RBO (p 0,8, diepte 5) met dezelfde situatie zonder etiket."
    if changed:
        note += " Andere veiligheid bij: " + "; ".join(changed)
    columns = ("etiket", "artikelen", "adviezen", "slechtste", "veiligheid anders")
    return Table("Etiketten wisselen", columns, rows, note)


def _changes(title: str, comparison: Comparison, changes: Sequence[Change]) -> Table:
    rows = tuple(
        (
            one.query.id,
            f"{one.gain:+.3f}",
            shortened(one.query.text),
            ", ".join(one.ours),
            ", ".join(one.theirs),
        )
        for one in changes
    )
    columns = ("vraag", MAIN, "situatie", comparison.system, comparison.baseline)
    return Table(title, columns, rows)


def _gaps(evaluation: Evaluation) -> Table:
    wanted = set(evaluation.gaps)
    queries = [query for query in evaluation.dataset.queries if query.id in wanted]
    rows = tuple((query.id, query.kind, shortened(query.text)) for query in queries)
    note = "Geen artikel is hier beoordeeld als duidelijk helpend: onderwerpen voor nieuwe artikelen."
    return Table("Gaten in de kennisbank", ("vraag", "soort", "situatie"), rows, note)


def shortened(text: str) -> str:
    """Return the start of a text, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else f"{line[: _SHOWN - 1]}…"


def _number(value: float) -> str:
    if math.isnan(value):
        return "-"
    return str(int(value)) if value == int(value) and value > 1 else f"{value:.3f}"

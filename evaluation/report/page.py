"""The report as Markdown, and as one self-contained page with plots."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence

from markdown_it import MarkdownIt

from evaluation.evaluate import Evaluation
from evaluation.report.plots import abstaining, quality_per_slice, safety_trade_off
from evaluation.report.tables import Table, all_tables

_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; color: #1f2937; max-width: 62rem;
  margin: 2rem auto; padding: 0 1rem }
table { border-collapse: collapse; margin: .5rem 0 1rem; display: block; overflow-x: auto }
th, td { border-bottom: 1px solid #cbd5e1; padding: .25rem .6rem; text-align: left; vertical-align: top }
th { background: #f1f5f9 } figure { margin: 1rem 0 } figcaption { color: #475569 }
"""


def as_markdown(evaluations: Sequence[Evaluation]) -> str:
    """Return every table of the evaluations as Markdown."""
    parts = ["# Rapport van handelwijzer evalueer\n"]
    for evaluation in evaluations:
        parts.append(f"## {_escaped(evaluation.dataset.name)} ({_escaped(evaluation.dataset.split)})\n")
        parts += [_table(table) for table in all_tables(evaluation)]
    return "\n".join(parts)


def _table(table: Table) -> str:
    rows = "\n".join(_row(row) for row in table.rows)
    head = f"{_row(table.columns)}\n{_row(['---'] * len(table.columns))}"
    note = f"\n\n{_escaped(table.note)}" if table.note else ""
    body = f"{head}\n{rows}" if table.rows else "Geen."
    return f"### {_escaped(table.title)}\n\n{body}{note}\n"


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(_escaped(cell) for cell in cells)} |"


def _escaped(text: str) -> str:
    text = " ".join(text.split())
    for mark in "\\|<>*_`[]&":
        text = text.replace(mark, f"\\{mark}")
    return text


def as_page(evaluations: Sequence[Evaluation]) -> str:
    """Return the report as HTML that needs no other file."""
    body = MarkdownIt("commonmark").enable("table").render(as_markdown(evaluations))
    plots = "".join(_plots(evaluation) for evaluation in evaluations)
    return (
        '<!doctype html>\n<html lang="nl"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>Rapport van handelwijzer evalueer</title><style>{_STYLE}</style></head>\n"
        f"<body><main>{body}<h2>Plaatjes</h2>{plots}</main></body></html>\n"
    )


def _plots(evaluation: Evaluation) -> str:
    drawn = {"Kwaliteit per soort situatie": quality_per_slice(evaluation)}
    if evaluation.observations:
        drawn |= {
            "Antwoorden of zwijgen: precisie en bereik": abstaining(evaluation),
            "Veiligheid: herkend tegenover vals alarm": safety_trade_off(evaluation),
        }
    return "".join(figure(svg, f"{evaluation.dataset.name}: {name}") for name, svg in drawn.items() if svg)


def figure(svg: str, caption: str) -> str:
    """Return a plot with its caption, also for who cannot see it."""
    label = html.escape(caption)
    return (
        f'<figure><div role="img" aria-label="{label}">{svg}</div><figcaption>{label}</figcaption></figure>\n'
    )

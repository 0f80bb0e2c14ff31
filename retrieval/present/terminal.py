"""Lines on a terminal; the only place that knows Rich. Texts are never read as markup."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TextIO

from rich.console import Console
from rich.text import Text

from kb.plaintext import without_controls
from retrieval.present.layout import LABEL_WIDTH, Line

WIDTH = 80
_WIDEST = 100  # longer lines are hard to read
_STYLES = {"danger": "bold red", "title": "bold", "first": "bold", "quiet": "dim"}


def console(stream: TextIO | None = None) -> Console:
    """Return a console that prints texts as they are.

    Where it is no terminal it is 80 columns wide and has no escape codes; with NO_COLOR neither.
    """
    target = stream or sys.stdout
    terminal = target.isatty()
    return Console(
        file=target,
        width=None if terminal else WIDTH,
        force_terminal=terminal,
        color_system=None if os.environ.get("NO_COLOR") else "auto",
        markup=False,
        emoji=False,
        highlight=False,
    )


def text_width(out: Console) -> int:
    """Return how many characters a line may have: one less than the screen, so that nothing wraps twice."""
    return max(40, min(out.width, _WIDEST)) - 1


def print_lines(lines: Sequence[Line], out: Console) -> None:
    """Print lines, their labels in a column of their own."""
    for line in lines:
        text = Text()
        if not line.wide:
            label_style = "bold red" if line.style in {"danger", "warning"} else "bold cyan"
            text.append(line.label.ljust(LABEL_WIDTH), style=label_style)
        text.append(without_controls(line.text), style=_STYLES.get(line.style, ""))
        out.print(text, soft_wrap=True)


def print_table(
    title: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    out: Console,
    *,
    note: str = "",
    close: bool = False,
) -> None:
    """Print a table of text; a column of figures is on the right.

    The name of a column may have several lines. `close` sets many narrow columns near one another.
    """
    from rich.box import SIMPLE_HEAD  # a question prints no table
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=not close, padding=(0, 0 if close else 1))
    for number, column in enumerate(columns):
        figures = number > 0 and all(row[number][:1] in "+-.0123456789" for row in rows)
        head = Text("\n".join(map(without_controls, column.split("\n"))))
        table.add_column(head, justify="right" if figures else "left", no_wrap=close)
    for row in rows:
        table.add_row(*(Text(without_controls(cell)) for cell in row))
    out.print(Text(without_controls(title)), style="bold")
    out.print(table)
    if note:
        out.print(Text(without_controls(note)), style="dim")
        out.print()


@contextmanager
def progress_bar(stream: TextIO | None = None) -> Iterator[Callable[[str, int, int], None]]:
    """Give a function that shows how far long work is; on a terminal a bar, elsewhere nothing.

    The bar appears at the first report, so that quick work shows none.
    """
    from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

    out = console(stream or sys.stderr)
    bar = Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=30),
        TextColumn("{task.percentage:>3.0f}%"),
        TimeElapsedColumn(),
        console=out,
        disable=not out.is_terminal,
    )
    tasks: dict[str, TaskID] = {}

    def report(what: str, done: int, total: int) -> None:
        if what not in tasks:
            bar.start()
            tasks[what] = bar.add_task(what, total=total)
        bar.update(tasks[what], completed=done, total=total)

    try:
        yield report
    finally:
        if tasks:
            bar.stop()

import io

import pytest

from retrieval.present.layout import Line
from retrieval.present.terminal import console, print_lines, print_table, progress_bar, text_width


class Terminal(io.StringIO):
    """A screen that takes colours."""

    def isatty(self) -> bool:
        return True


LINES = [
    Line("DOE", "[red]x[/red] :smile: [link=https://a.b]y[/link]", "danger"),
    Line("", "stil", "quiet", True),
]


@pytest.fixture(autouse=True)
def _colourful(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.delenv("COLUMNS", raising=False)


def printed(stream: io.StringIO, lines: list[Line] = LINES) -> str:
    print_lines(lines, console(stream))
    return stream.getvalue()


def test_a_terminal_gets_colours() -> None:
    assert "\x1b[" in printed(Terminal())


def test_no_color_gives_no_escape_codes_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in printed(Terminal())


@pytest.mark.parametrize("name", ["FORCE_COLOR", "CLICOLOR_FORCE", "TTY_COMPATIBLE"])
def test_a_pipe_or_file_gets_no_escape_codes_whatever_is_set(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, "1")
    assert "\x1b" not in printed(io.StringIO())


def test_marks_of_rich_are_printed_as_they_are() -> None:
    assert "[red]x[/red] :smile: [link=https://a.b]y[/link]" in printed(io.StringIO())


@pytest.mark.parametrize("code", ["\x1b[31m", "\x1b]8;;http://x\x07", "\x9b31m", "\r", "\x08", "\u202e"])
def test_codes_in_a_text_never_reach_the_terminal(code: str) -> None:
    assert code not in printed(io.StringIO(), [Line("", f"voor{code}na", wide=True)])


def test_half_a_character_can_be_printed() -> None:
    printed(io.StringIO(), [Line("", "pad\udcff", wide=True)]).encode("utf-8")


def test_lines_are_not_broken_again() -> None:
    assert printed(io.StringIO(), [Line("", "x" * 200, wide=True)]) == "x" * 200 + "\n"


def test_where_there_is_no_terminal_a_line_has_79_characters() -> None:
    assert text_width(console(io.StringIO())) == 79


@pytest.mark.parametrize(("columns", "width"), [("20", 39), ("60", 59), ("200", 99)])
def test_on_a_terminal_lines_are_neither_tiny_nor_endless(
    monkeypatch: pytest.MonkeyPatch, columns: str, width: int
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    assert text_width(console(Terminal())) == width


def test_progress_writes_nothing_where_there_is_no_terminal() -> None:
    stream = io.StringIO()
    with progress_bar(stream) as report:
        report("Bouwen", 1, 2)
    assert stream.getvalue() == ""


def test_quick_work_shows_no_bar() -> None:
    stream = Terminal()
    with progress_bar(stream):
        pass
    assert stream.getvalue() == ""


def test_long_work_shows_what_is_done() -> None:
    stream = Terminal()
    with progress_bar(stream) as report:
        report("Bouwen", 1, 2)
    assert "Bouwen" in stream.getvalue()
    assert "50%" in stream.getvalue()


def tabled(
    rows: list[tuple[str, ...]], note: str = "", title: str = "Titel", stream: io.StringIO | None = None
) -> str:
    out = stream or io.StringIO()
    print_table(title, ("systeem", "maat", "tekst"), rows, console(out), note=note)
    return out.getvalue()


def test_a_table_shows_its_title_columns_rows_and_note() -> None:
    lines = [line.split() for line in tabled([("a", "0.5", "x y")], "Let op.").splitlines() if line.strip()]
    assert [lines[0], lines[1], lines[3], lines[4]] == [
        ["Titel"],
        ["systeem", "maat", "tekst"],
        ["a", "0.5", "x", "y"],
        ["Let", "op."],
    ]


def test_figures_stand_on_the_right_and_texts_on_the_left() -> None:
    *_, first, second = [
        line
        for line in tabled([("a", "0.5", "kort"), ("b", "+10.25", "langer")]).splitlines()
        if line.strip()
    ]
    assert first.index("0.5") + 3 == second.index("+10.25") + 6
    assert first.index("kort") == second.index("langer")


def test_a_cell_without_a_figure_moves_no_column() -> None:
    *_, first, second = [
        line for line in tabled([("a", "", "x"), ("b", "10.25", "y")]).splitlines() if line.strip()
    ]
    assert first.index("x") == second.index("y")


def test_a_table_without_rows_shows_its_columns() -> None:
    assert "systeem" in tabled([])


def test_marks_of_rich_in_a_table_are_printed_as_they_are() -> None:
    shown = tabled([("[red]x[/red]", ":smile:", "[b]")], "[i]n[/i]", "[u]t[/u]")
    assert all(text in shown for text in ("[red]x[/red]", ":smile:", "[b]", "[i]n[/i]", "[u]t[/u]"))


@pytest.mark.parametrize("code", ["\x1b[31m", "\x1b]8;;http://x\x07", "\x9b31m", "\r", "\x08", "\u202e"])
def test_codes_in_a_table_never_reach_the_terminal(code: str) -> None:
    stream = io.StringIO()
    print_table(f"t{code}", (f"k{code}",), [(f"c{code}",)], console(stream), note=f"n{code}")
    assert code not in stream.getvalue()


def test_a_table_fits_where_there_is_no_terminal() -> None:
    assert max(map(len, tabled([("a", "1", "woord " * 60)]).splitlines())) <= 80


def test_a_close_table_has_one_space_between_columns_and_names_of_several_lines() -> None:
    stream = io.StringIO()
    rows = [("thema", "1", "--"), ("langer", "10", "22")]
    print_table("Titel", ("wat", "vier\njaar", "b"), rows, console(stream), close=True)
    assert [line.rstrip() for line in stream.getvalue().splitlines()][1:6] == [
        "       vier",
        "wat    jaar  b",
        "──────────────",
        "thema     1 --",
        "langer   10 22",
    ]


def test_a_table_on_a_terminal_has_colours() -> None:
    assert "\x1b[" in tabled([("a", "1", "x")], stream=Terminal())

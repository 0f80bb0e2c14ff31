import signal
import sys
from pathlib import Path

import pytest

from kb.editor import chosen_editor, edit, editor_command, first_problem
from kb.errors import EditorError
from kb.types import Problem

PATH = Path("/kb/een map/boos.md")


def problem(line, severity="fout", rule="G10"):
    return Problem(rule, "articles/a.md", line, "Wat.", "Doe.", severity=severity)


def test_an_error_comes_before_a_warning_and_then_the_first_line():
    warning, late, early = problem(1, "waarschuwing"), problem(9), problem(3)
    assert first_problem([warning, late, early]) == early
    assert first_problem([warning]) == warning
    assert first_problem([]) is None


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({"VISUAL": "code --wait", "EDITOR": "nano"}, ("code", "--wait")),
        ({"VISUAL": " ", "EDITOR": "nano"}, ("nano",)),
        ({"EDITOR": "'/opt/mijn editor/bin' -x"}, ("/opt/mijn editor/bin", "-x")),
    ],
)
def test_the_editor_is_that_of_the_environment(environment, words):
    assert chosen_editor(environment) == words


def test_without_an_editor_it_is_told_what_to_set():
    with pytest.raises(EditorError, match="export EDITOR=nano"):
        chosen_editor({})


def test_a_setting_that_cannot_be_read_is_named():
    with pytest.raises(EditorError, match="EDITOR: 'nano \"x' is niet te lezen"):
        chosen_editor({"EDITOR": 'nano "x'})


@pytest.mark.parametrize(
    "name", ["vi", "vim", "nvim", "nano", "emacs", "micro", "helix", "hx", "/usr/bin/vim.basic"]
)
def test_an_editor_in_the_terminal_opens_at_the_line(name):
    assert editor_command((name, "-x"), PATH, 12) == (name, "-x", "+12", str(PATH))


@pytest.mark.parametrize("name", ["code", "codium", "C:\\Program Files\\Code\\code.cmd"])
def test_code_opens_at_the_line_and_waits(name):
    assert editor_command((name,), PATH, 12) == (name, "--wait", "--goto", f"{PATH}:12")
    assert editor_command((name, "-w"), PATH, 12) == (name, "-w", "--goto", f"{PATH}:12")


def test_sublime_text_opens_at_the_line_and_waits():
    assert editor_command(("subl",), PATH, 12) == ("subl", "--wait", f"{PATH}:12")
    assert editor_command(("subl", "--wait"), PATH, 12) == ("subl", "--wait", f"{PATH}:12")


def test_an_editor_that_is_not_known_gets_just_the_file():
    assert editor_command(("gedit", "-s"), PATH, 12) == ("gedit", "-s", str(PATH))


def test_an_editor_runs_until_it_ends(tmp_path):
    edit((sys.executable, "-c", f"import pathlib; pathlib.Path({str(tmp_path / 'x')!r}).touch()"))
    assert (tmp_path / "x").exists()


def test_an_editor_that_is_not_there_is_named():
    with pytest.raises(EditorError, match="bestaat-niet: Deze editor kan niet gestart worden"):
        edit(("bestaat-niet", "x"))


def test_an_editor_that_fails_is_named():
    with pytest.raises(EditorError, match=r"stopte met een fout \(3\)"):
        edit((sys.executable, "-c", "raise SystemExit(3)"))


@pytest.mark.skipif(sys.platform == "win32", reason="signals of a terminal")
def test_an_interrupt_is_for_the_editor_alone():
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        edit((sys.executable, "-c", "import os, signal; os.kill(os.getppid(), signal.SIGINT)"))
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    finally:
        signal.signal(signal.SIGINT, before)

"""Opening a file in the editor that someone chose, at a line."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path, PureWindowsPath

from kb.errors import EditorError
from kb.types import Problem

SETTINGS = ("VISUAL", "EDITOR")
_PLUS_LINE = frozenset({"vi", "vim", "nvim", "nano", "emacs", "emacsclient", "micro", "helix", "hx"})
_GOTO = frozenset({"code", "codium"})
_COLON_LINE = frozenset({"subl"})
_WAIT = ("--wait", "-w")


def first_problem(problems: Iterable[Problem]) -> Problem | None:
    """Return the problem to begin with: the first error, else the first warning."""
    return min(problems, key=lambda p: (p.severity != "fout", p.line, p.rule), default=None)


def chosen_editor(environment: Mapping[str, str]) -> tuple[str, ...]:
    """Return the words of the command that opens an editor.

    Raises:
        EditorError: none is set, or what is set cannot be read.
    """
    name = next((name for name in SETTINGS if environment.get(name, "").strip()), None)
    if name is None:
        todo = "Zet VISUAL of EDITOR, bijvoorbeeld: export EDITOR=nano, of: export VISUAL='code --wait'."
        raise EditorError("Er is geen editor gekozen.", todo=todo)
    try:
        words = shlex.split(environment[name], posix=os.name != "nt")
    except ValueError as error:
        todo = "Kijk naar de aanhalingstekens."
        raise EditorError(f"'{environment[name]}' is niet te lezen.", where=name, todo=todo) from error
    return tuple(word.strip('"') for word in words)


def editor_command(editor: tuple[str, ...], path: Path, line: int) -> tuple[str, ...]:
    """Return the whole command: at the line where the editor is known to understand that.

    An editor with windows of its own is told to wait, so that what comes after comes after.
    """
    # By the backslash too, as on Windows; "vim.basic" and "code.cmd" are vim and code.
    name = PureWindowsPath(editor[0]).name.lower().split(".")[0]
    waits = any(word in _WAIT for word in editor)
    if name in _PLUS_LINE:
        return (*editor, f"+{line}", str(path))
    if name in _GOTO:
        return (*editor, *(() if waits else _WAIT[:1]), "--goto", f"{path}:{line}")
    if name in _COLON_LINE:
        return (*editor, *(() if waits else _WAIT[:1]), f"{path}:{line}")
    return (*editor, str(path))


def edit(command: tuple[str, ...]) -> None:
    """Run an editor until it ends.

    Raises:
        EditorError: it cannot be found or started, or says that it failed.
    """
    try:
        process = subprocess.Popen(command)
    except OSError as error:
        todo = "Kijk of hij geïnstalleerd is, of zet VISUAL of EDITOR op een andere."
        raise EditorError("Deze editor kan niet gestart worden.", where=command[0], todo=todo) from error
    # Ctrl+C is for the editor; whoever waits for it must not take it down with unsaved work in it.
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        code = process.wait()
    finally:
        signal.signal(signal.SIGINT, before)
    if code:
        what = f"De editor stopte met een fout ({code})."
        raise EditorError(what, where=command[0], todo="Kijk of je werk bewaard is.")

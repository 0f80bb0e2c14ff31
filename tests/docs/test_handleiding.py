"""The manual tells what the program does: its screens, commands, options, codes and messages."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main

import cli
from docs.screens import filled, screens, workplace
from tests.conftest import ROOT
from tests.docs.reading import DOCS, MANUAL, WRITING_GUIDE, anchors, links, tables

TEXT = MANUAL.read_text(encoding="utf-8")
PAGES = [*sorted(DOCS.glob("*.md")), ROOT / "README.md", ROOT / "CONTRIBUTING.md"]
_COMMAND = re.compile(r"`handelwijzer ([^`]+)`|^ {4}(?:\S*/)?handelwijzer (.+)$", re.MULTILINE)
_SHELL = re.compile(r"\s(?:#|\|).*")  # a remark, or what another program does with it
PROGRAM = typer.main.get_command(cli.app)


@pytest.mark.model
@pytest.mark.usefixtures("real_index")
def test_every_screen_is_what_the_program_shows_now() -> None:
    with workplace() as folder:
        now = screens(filled(TEXT, folder))
    assert len(now) > 5
    changed = [
        (before.shown, after.shown)
        for before, after in zip(screens(TEXT), now, strict=True)
        if before != after
    ]
    assert changed == [], "Make the screens anew with: make handleiding"


def commands(path: Path) -> Iterator[list[str]]:
    """Yield the words of every command that a page tells to type."""
    text = path.read_text(encoding="utf-8")
    for found in _COMMAND.finditer(text):
        yield shlex.split(_SHELL.sub("", found[1] or found[2]))
    yield from (shlex.split(screen.command)[1:] for screen in screens(text))


def found_command(words: list[str]) -> tuple[Any, list[str]]:
    """Return the command that words name, and the words behind it."""
    command, rest = PROGRAM, [word for word in words if word != "…"]
    while rest and rest[0] in getattr(command, "commands", {}):
        command, rest = command.commands[rest[0]], rest[1:]
    return command, rest


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_every_command_and_option_that_is_told_exists(path: Path) -> None:
    for words in commands(path):
        command, rest = found_command(words)
        known = {name for parameter in command.params for name in parameter.opts} | {"--help"}
        assert [word for word in rest if word.startswith("-") and word not in known | {"-"}] == [], words
        assert not hasattr(command, "commands") or not rest or rest[0].startswith("-"), words


def leaves(command: Any, *names: str) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield every command that does something, with the words that name it."""
    below = getattr(command, "commands", {})
    if not below:
        yield names, command
    for name, child in below.items():
        yield from leaves(child, *names, name)


def test_every_command_is_told_in_the_table_with_what_it_does() -> None:
    told = {row[0].strip("`") for row in tables(MANUAL, "opdracht", "wat hij doet")}
    there = {" ".join(names) for names, command in leaves(PROGRAM) if "komt later" not in command.help}
    assert told == {f"handelwijzer {name}" for name in there}


def test_every_option_is_told_somewhere() -> None:
    told = MANUAL.read_text(encoding="utf-8")
    options = {
        option
        for _, command in leaves(PROGRAM)
        if "komt later" not in command.help
        for parameter in command.params
        for option in parameter.opts
        if option.startswith("--")
    }
    assert sorted(option for option in options - {"--output"} if option not in told) == []


def test_the_exit_codes_are_told() -> None:
    told = {int(row[0]) for row in tables(MANUAL, "code", "betekenis")}
    assert told == {cli.OK, cli.ERROR, cli.USAGE, cli.NOT_FOUND, 130}


def test_every_message_that_is_told_is_one_of_the_program() -> None:
    rooms = ("kb", "index", "retrieval", "evaluation")
    paths = [ROOT / "cli.py", *(path for room in rooms for path in (ROOT / room).rglob("*.py"))]
    program = re.sub(r'"\n\s*f?"', "", "\n".join(path.read_text(encoding="utf-8") for path in paths))
    rows = tables(MANUAL, "wat je ziet", "wat er is", "wat je doet")
    pieces = [piece.strip() for row in rows if "`" in row[0] for piece in row[0].strip("`").split("…")]
    assert len(pieces) > 5
    assert [piece for piece in pieces if piece not in program] == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_every_link_leads_somewhere(path: Path) -> None:
    for file, anchor in links(path):
        target = path.parent / file if file else path
        assert target.exists(), file
        assert not anchor or anchor in anchors(target), anchor


def test_both_manuals_have_links_to_follow() -> None:
    assert links(MANUAL)
    assert links(WRITING_GUIDE)

"""Fill the screens of the manual with what the program prints: `make handleiding`.

A screen is a fenced block under a marker that holds its command; a number keeps its first lines only:

    <!-- scherm: handelwijzer vraag "Vader komt niet op gesprekken" -->
    <!-- scherm (12 regels): handelwijzer lees geen-oogcontact -->

The commands run in a copy of the knowledge base, so that one that writes can be shown too. Those under one
heading share it; under the next heading they begin anew.
"""

from __future__ import annotations

import io
import os
import re
import shlex
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

ROOT = Path(__file__).resolve().parents[1]
MANUAL = ROOT / "docs" / "handleiding.md"
_PART = re.compile(
    r"^<!-- scherm(?: \((?P<most>\d+) regels\))?: (?P<command>handelwijzer [^\n]+) -->\n"
    r"(?:```text\n(?P<shown>.*?)^```$\n?)?"
    r"|^#+ [^\n]*$",
    re.MULTILINE | re.DOTALL,
)
_CUT = "…"


@dataclass(frozen=True, slots=True)
class Screen:
    """One marker of the manual: its command, how many lines of output at most, and what stands under it."""

    command: str
    most: int | None
    shown: str


def screens(text: str) -> tuple[Screen, ...]:
    """Return the screens of a manual, in order."""
    return tuple(_screen(found) for found in _PART.finditer(text) if found["command"])


def _screen(found: re.Match[str]) -> Screen:
    most = int(found["most"]) if found["most"] else None
    return Screen(found["command"], most, found["shown"] or "")


def filled(text: str, folder: Path, *, kb: Path = ROOT / "kb") -> str:
    """Return the manual with every screen as the program shows it now.

    Args:
        text: the manual.
        folder: where the commands run, that of `workplace`.
        kb: the knowledge base that is copied there at every heading.
    """

    def fill(found: re.Match[str]) -> str:
        if not found["command"]:
            _copy_kb(kb, folder)
            return found[0]
        marker = found[0].split("\n", 1)[0]
        return f"{marker}\n```text\n{printed(_screen(found), folder)}```\n"

    return _PART.sub(fill, text)


def _copy_kb(kb: Path, folder: Path) -> None:
    shutil.rmtree(folder / "kb", ignore_errors=True)
    shutil.copytree(kb, folder / "kb")


def printed(screen: Screen, folder: Path) -> str:
    """Run the command of a screen and return its prompt and what it prints at 80 columns."""
    import cli

    surroundings = {
        "COLUMNS": "80",
        "NO_COLOR": "1",
        "HANDELWIJZER_KB": str(folder / "kb"),
        "HANDELWIJZER_INDEX": str(folder / "index"),
    }
    name, *arguments = shlex.split(screen.command)
    out = io.StringIO()
    with chdir(folder), patch.dict(os.environ, surroundings), patch.object(sys, "stdin", io.StringIO()):
        with redirect_stdout(out), redirect_stderr(out), suppress(SystemExit):
            cli.app(arguments, prog_name=name)
    lines = [line.rstrip() for line in out.getvalue().rstrip().splitlines()]
    if screen.most is not None and len(lines) > screen.most:
        lines = [*lines[: screen.most], _CUT]
    return "\n".join((f"$ {screen.command}", *lines, ""))


@contextmanager
def workplace() -> Iterator[Path]:
    """Give a folder with a copy of the knowledge base and of the index in use; its model is only linked."""
    from index.refresh import open_index
    from index.store import IndexFolder

    index = IndexFolder(ROOT / "index" / "data")
    opened = open_index(index, ROOT / "kb")
    generation, model = opened.generation.folder, opened.encoder.model_id
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        copy = IndexFolder(folder / "index")
        _copy_kb(ROOT / "kb", folder)
        shutil.copytree(generation, copy.generations / generation.name)
        copy.switch(generation.name)
        copy.choose_model(model)
        copy.models.mkdir()
        os.symlink(index.models / model, copy.models / model)
        os.symlink(ROOT / "evaluation", folder / "evaluation")
        open_index(copy, folder / "kb")
        yield folder


def main() -> int:
    """Write the manual anew, and tell whether a screen changed."""
    before = MANUAL.read_text(encoding="utf-8")
    with workplace() as folder:
        after = filled(before, folder)
    MANUAL.write_text(after, encoding="utf-8")
    changed = [new.command for old, new in zip(screens(before), screens(after), strict=True) if old != new]
    for command in changed:
        sys.stdout.write(f"{command}\n")
    sys.stdout.write(f"{MANUAL.relative_to(ROOT)}: {len(changed)} of {len(screens(after))} screens changed\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

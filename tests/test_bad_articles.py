"""What a trainer may leave among the articles: each is reported or left alone, and stops nothing else.

Every case is tried with the four commands that read articles. The other articles are still checked, built,
searched and read.
"""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import cli
from tests.conftest import FakeEncoder, article_text

GOOD = article_text("Een kind praat zacht")
QUESTION = "situatie nummer 3 over een ouder is boos"
OTHERS = ("kijkt-weg", "ouder-is-boos")
AWAY = "Dit is een verwijzing naar een map, of naar iets buiten de map van de kennisbank."
NO_TEXT = "Dit is geen tekst, maar bijvoorbeeld een afbeelding of een beschadigd bestand."
CLOSED = "Dit kan niet gelezen worden."
LONG = "Deze regel is veel te lang (6002 tekens)."
BOMB = (
    "---\na0: &a0 [x]\n" + "".join(f"a{n + 1}: &a{n + 1} [*a{n}, *a{n}]\n" for n in range(40)) + "---\n# x\n"
)
DEEP = "---\nthema: " + "[" * 2000 + "]" * 2000 + "\n---\n# x\n"
SWAP = (
    ".x.md.swp",
    "x.md~",
    "#x.md#",
    ".x.md",
    "~$x.md",
    "x.md.bak",
    "x.md.orig",
    ".goutputstream-A1",
    "4913",
)


@dataclass(frozen=True)
class Bad:
    """One case: how it is made, and the problem that is told of it, if any.

    `make` is given the folder of a theme and one outside the knowledge base. `path` and `line` say where the
    problem is. What has a problem but is `used`, is searched all the same.
    """

    make: Callable[[Path, Path], object]
    what: str = ""
    todo: str = ""
    path: str = "veiligheid/fout.md"
    line: int = 0
    used: bool = False


def text(content: str, name: str = "fout.md") -> Callable[[Path, Path], object]:
    return lambda folder, _out: (folder / name).write_text(content, encoding="utf-8", newline="")


def raw(content: bytes, name: str = "fout.md") -> Callable[[Path, Path], object]:
    return lambda folder, _out: (folder / name).write_bytes(content)


def below(place: str) -> Callable[[Path, Path], object]:
    """Return what puts a good article somewhere else, seen from the folder of its theme."""

    def make(folder: Path, _out: Path) -> None:
        path = folder / place
        path.parent.mkdir(exist_ok=True)
        path.write_text(GOOD, encoding="utf-8")

    return make


def link(name: str, target: str) -> Callable[[Path, Path], object]:
    """Return what makes a link; {out} and {folder} in its target are a place outside, and its own folder."""

    def make(folder: Path, out: Path) -> None:
        (out / "geheim.md").write_text(GOOD, encoding="utf-8")
        (folder / name).symlink_to(target.format(out=out, folder=folder))

    return make


def wrong_place(folder: str) -> str:
    return f"Het artikel staat in de map '{folder}', maar het thema is 'veiligheid'."


def no_slug(name: str) -> str:
    return f"De bestandsnaam '{name}' kan geen slug zijn."


CASES: dict[str, Bad] = {
    "saved half, in the front matter": Bad(
        text(GOOD[:60]),
        "De kopregels (front matter) hebben geen einde.",
        "sluit af met een regel '---'",
        line=1,
    ),
    "saved half, in an item": Bad(
        text(GOOD[: GOOD.index("## Beter niet") + 5]),
        "De kop 'Wanneer opschalen' ontbreekt of is leeg.",
        "Voeg '## Wanneer opschalen' toe",
        line=9,
        used=True,
    ),
    "in the folder of another theme": Bad(
        below("../religie-en-school/fout.md"),
        wrong_place("articles/religie-en-school"),
        "Zet het bestand in de map 'articles/veiligheid'",
        path="religie-en-school/fout.md",
        used=True,
    ),
    "in no folder": Bad(
        below("../fout.md"), wrong_place("articles"), "Zet het bestand in de map", path="fout.md", used=True
    ),
    "in a folder too deep": Bad(
        below("oud/fout.md"),
        wrong_place("articles/veiligheid/oud"),
        "Zet het bestand in de map",
        path="veiligheid/oud/fout.md",
        used=True,
    ),
    "in a folder that is called as an article": Bad(
        below("map.md/fout.md"),
        wrong_place("articles/veiligheid/map.md"),
        "Zet het bestand in de map",
        path="veiligheid/map.md/fout.md",
        used=True,
    ),
    "with a slug that is taken": Bad(
        below("../religie-en-school/kijkt-weg.md"),
        "De slug 'kijkt-weg' is al van articles/veiligheid/kijkt-weg.md; dit bestand doet niet mee.",
        "een andere naam",
        path="religie-en-school/kijkt-weg.md",
    ),
    "with capitals": Bad(
        text(GOOD, "Fout-Ding.md"), no_slug("Fout-Ding"), "fout-ding.md", path="veiligheid/Fout-Ding.md"
    ),
    "with accents": Bad(text(GOOD, "café.md"), no_slug("café"), "cafe.md", path="veiligheid/café.md"),
    "with spaces": Bad(
        text(GOOD, "fout (kopie).md"),
        no_slug("fout (kopie)"),
        "fout-kopie.md",
        path="veiligheid/fout (kopie).md",
    ),
    "with an ending that hides": Bad(
        text(GOOD, "fout.md.txt"),
        "De naam eindigt niet op .md; dit bestand doet niet mee.",
        "Geef het de naam fout.md",
        path="veiligheid/fout.md.txt",
    ),
    "with Windows line ends": Bad(text(GOOD.replace("\n", "\r\n")), used=True),
    "with line ends of old Macs": Bad(text(GOOD.replace("\n", "\r")), used=True),
    "with a byte order mark": Bad(text("\ufeff" + GOOD), used=True),
    "an image": Bad(raw(b"\x89PNG\r\n\x1a\n\0\0\0", "fout.png")),
    "an image that is called as an article": Bad(
        raw(b"\x89PNG\r\n\x1a\n\0\0\0"), NO_TEXT, "Haal het hier weg", line=3
    ),
    "two megabytes": Bad(
        text(GOOD + "- tekst\n" * 250_000), "Het bestand is te groot (2001 kB).", "hooguit 200 kB; splits het"
    ),
    "a link out of the folder": Bad(
        link("fout.md", "{out}/geheim.md"), AWAY, "Zet de artikelen zelf hier neer"
    ),
    "a link to nothing": Bad(link("fout.md", "weg.md"), CLOSED, "Kijk naar de rechten"),
    "a link to itself": Bad(link("fout.md", "fout.md"), AWAY, "Zet de artikelen zelf hier neer"),
    "a link to what never ends": Bad(link("fout.md", "/dev/zero"), AWAY, "Zet de artikelen zelf hier neer"),
    "a folder that leads to itself": Bad(
        link("kring", "{folder}"), AWAY, "Zet de artikelen zelf hier neer", path="veiligheid/kring"
    ),
    "a pipe": Bad(lambda folder, _out: os.mkfifo(folder / "fout.md"), CLOSED, "Kijk naar de rechten"),
    "a lock of Emacs": Bad(link(".#fout.md", "iemand@hier.123:456")),
    "an empty file": Bad(text(""), "Het bestand is leeg.", "haal het weg"),
    "a file of white space": Bad(text("\ufeff \n\n"), "Het bestand is leeg.", "haal het weg"),
    "a file of zeros": Bad(raw(b"\0" * 4096), NO_TEXT, "zet een goede versie terug", line=1),
    "a zero among the text": Bad(raw(GOOD.encode().replace(b"Meteen", b"Met\0een")), NO_TEXT, line=33),
    "no UTF-8": Bad(
        raw(GOOD.replace("Meteen", "Één").encode("latin-1")),
        "Het bestand is geen UTF-8.",
        "Sla het op als UTF-8",
        line=33,
    ),
    "UTF-16": Bad(raw(GOOD.encode("utf-16")), "Het bestand is geen UTF-8.", "Sla het op als UTF-8", line=1),
    "a very long word": Bad(
        text(GOOD.replace("- Meteen oordelen.", "- " + "x" * 6000)), LONG, "maak er punten van", line=33
    ),
    "a very long line": Bad(
        text(GOOD.replace("- Meteen oordelen.", "- " + "woord " * 1000)), LONG, "maak er punten van", line=33
    ),
    "deep YAML": Bad(
        text(DEEP), "De YAML kan niet gelezen worden (lijsten te diep in elkaar).", "Kijk naar", line=2
    ),
    "YAML that grows": Bad(
        text(BOMB),
        "Deze waarde wordt met & en * herhaald; dat kan hier niet.",
        "Schrijf de waarden uit",
        line=2,
    ),
    "YAML in itself": Bad(
        text("---\nthema: &a [*a]\n---\n# x\n"),
        "Deze waarde wordt met & en * herhaald; dat kan hier niet.",
        "Schrijf de waarden uit",
        line=2,
    ),
    **{f"left behind by an editor: {name}": Bad(text("rommel", name)) for name in SWAP},
}


@pytest.fixture
def run(
    kb_root: Path, small_data: None, put: Callable[..., Path], fake_encoder: FakeEncoder, tmp_path: Path
) -> Callable[..., Any]:
    """Return a function that runs the command on two good articles and what is wrong beside them."""
    put("kijkt-weg", article_text("Een leerling kijkt weg"))
    put("ouder-is-boos", article_text("Een ouder is boos"))

    def invoke(*args: str) -> Any:
        folders = ["--kb", str(kb_root), "--index", str(tmp_path / "data")]
        result = CliRunner().invoke(cli.app, [*folders, *args])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    return invoke


def problems(run: Callable[..., Any]) -> list[dict[str, Any]]:
    """Return what is wrong with the articles, apart from their being alike."""
    told = json.loads(run("artikel", "controleer", "--json").stdout)
    return [
        problem for problem in told if problem["rule"] != "S09" and problem["path"].startswith("articles/")
    ]


def assert_the_others_work(run: Callable[..., Any]) -> None:
    answer = json.loads(run("vraag", QUESTION, "--json").stdout)
    assert (answer["outcome"], answer["articles"][0]["id"]) == ("advice", "ouder-is-boos")
    assert {article["id"] for article in answer["articles"]} >= set(OTHERS)
    for slug in OTHERS:
        assert run("lees", slug).exit_code == 0


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_what_is_wrong_is_told_once_and_the_others_work(
    run: Callable[..., Any], kb_root: Path, tmp_path: Path, case: Bad
) -> None:
    out = tmp_path / "elders"
    out.mkdir()
    case.make(kb_root / "articles" / "veiligheid", out)
    path = f"articles/{case.path}"

    found = problems(run)
    assert {problem["path"] for problem in found} == ({path} if case.what else set())
    wanted = [problem for problem in found if problem["what"] == case.what]
    assert [problem["line"] for problem in wanted][:1] == ([case.line] if case.what else [])
    assert all(case.todo in problem["todo"] for problem in wanted)

    built = run("index", "bouw")
    left_out = bool(case.what) and not case.used
    assert built.exit_code == 0
    assert f"{len(OTHERS) + case.used} artikelen" in built.stdout
    assert (path in built.stderr, case.what in built.stderr) == (left_out, left_out or not case.what)

    asked = run("vraag", QUESTION)
    assert asked.exit_code == 0
    assert (f"1 artikel doet niet mee ({path})" in asked.stderr) == left_out
    assert run("index", "bouw").stdout == "De index is al bij.\n"
    assert_the_others_work(run)


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.path == "veiligheid/fout.md"])
def test_reading_it_shows_it_or_says_why_not(
    run: Callable[..., Any], kb_root: Path, tmp_path: Path, name: str
) -> None:
    case = CASES[name]
    case.make(kb_root / "articles" / "veiligheid", tmp_path)
    result = run("lees", "fout")
    if case.used:
        assert result.exit_code == 0
        assert result.stdout.startswith("Een kind praat zacht")
    else:
        assert result.exit_code == 2
        expected = "doet niet mee: er zit een fout in" if case.what else "Er is geen artikel 'fout'"
        assert expected in result.stderr


def test_everything_that_is_wrong_at_once_stops_nothing(
    run: Callable[..., Any], kb_root: Path, tmp_path: Path
) -> None:
    for number, case in enumerate(CASES.values()):
        folder, out = kb_root / "articles" / f"map-{number}", tmp_path / str(number)
        folder.mkdir()
        out.mkdir()
        case.make(folder, out)
    told = {problem["what"] for problem in problems(run)}
    assert {case.what for case in CASES.values() if case.what and not case.used} <= told
    assert run("index", "bouw").exit_code == 0
    assert_the_others_work(run)


@pytest.mark.parametrize("closed", ["fout.md", "dicht"])
def test_what_may_not_be_read_is_told_and_the_others_work(
    run: Callable[..., Any], kb_root: Path, closed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = kb_root / "articles" / "veiligheid" / closed
    below("dicht/fout.md" if closed == "dicht" else closed)(place.parent, kb_root)
    for owner, name in ((Path, "open"), (os, "scandir")):
        monkeypatch.setattr(owner, name, _refusing(place, getattr(owner, name)))
    found = problems(run)
    assert [(problem["path"], problem["what"]) for problem in found] == [
        (f"articles/veiligheid/{closed}", CLOSED)
    ]
    assert "rechten" in found[0]["todo"]
    assert_the_others_work(run)


def _refusing(place: Path, original: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that may not open one place; for root there are no rights that forbid it."""

    def opened(path: str | Path | int, *args: Any, **how: Any) -> Any:
        if not isinstance(path, int) and Path(path) == place:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        return original(path, *args, **how)

    return opened

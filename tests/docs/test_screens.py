"""The screens of the manual are filled with what the program prints, and nothing else is touched."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from docs.screens import Screen, filled, printed, screens
from tests.conftest import FakeEncoder, article_text

ASK = 'handelwijzer vraag "situatie nummer 3 over een ouder is boos"'
# What every question with the fast encoder begins with, since no thresholds were chosen for it.
FAKE = "Let op: de drempels zijn gekozen met een ander model (zie: handelwijzer index status)."
TEXT = f"""# Titel

<!-- scherm: {ASK} -->

Tussen.

<!-- scherm (2 regels): handelwijzer lees ouder-is-boos -->
```text
oud
```

<!-- gewoon commentaar -->
```text
blijft
```
"""


@pytest.fixture
def kb(kb_root: Path, put: Callable[..., Path]) -> Path:
    put("kijkt-weg", article_text("Een leerling kijkt weg"))
    put("ouder-is-boos", article_text("Een ouder is boos"))
    return kb_root


@pytest.fixture
def folder(kb: Path, fake_encoder: FakeEncoder, tmp_path: Path) -> Path:
    folder = tmp_path / "werk"
    shutil.copytree(kb, folder / "kb")
    return folder


def test_markers_are_screens_with_or_without_what_stands_under_them() -> None:
    assert screens(TEXT) == (Screen(ASK, None, ""), Screen("handelwijzer lees ouder-is-boos", 2, "oud\n"))


def test_a_screen_shows_the_command_and_what_it_prints(folder: Path) -> None:
    lines = printed(Screen(ASK, None, ""), folder).splitlines()
    assert lines[:3] == [f"$ {ASK}", FAKE, "Gaat het hierover? Een ouder is boos"]
    assert any("kb/articles/veiligheid/ouder-is-boos.md:" in line for line in lines)
    assert max(map(len, lines[2:])) < 80
    assert not any("\x1b" in line or line != line.rstrip() for line in lines)


def test_a_screen_can_be_cut_and_says_so(folder: Path) -> None:
    lines = printed(Screen("handelwijzer lees ouder-is-boos", 2, ""), folder).splitlines()
    assert lines[1:] == [FAKE, "Een ouder is boos", "…"]


def test_a_message_on_standard_error_is_on_the_screen_too(folder: Path) -> None:
    assert "Bedoelde je kijkt-weg?" in printed(Screen("handelwijzer lees kijkt-wg", None, ""), folder)


def test_only_screens_are_filled_and_filling_again_changes_nothing(kb: Path, folder: Path) -> None:
    once = filled(TEXT, folder, kb=kb)
    assert filled(once, folder, kb=kb) == once
    assert [screen.command for screen in screens(once)] == [screen.command for screen in screens(TEXT)]
    assert "oud\n" not in once
    assert once.startswith("# Titel\n\n<!-- scherm")
    assert "\n```\n\nTussen.\n\n<!-- scherm" in once
    assert once.endswith("<!-- gewoon commentaar -->\n```text\nblijft\n```\n")


NEW = (
    "handelwijzer artikel nieuw 'Een kind is stil' --slug stil --thema veiligheid --leefdomein school "
    "--leeftijd volwassen --beroepsgroep leerkracht-po"
)
CHECK = "handelwijzer artikel controleer stil"


def test_what_a_command_writes_is_seen_by_the_next_but_not_under_another_heading(
    kb: Path, folder: Path
) -> None:
    text = f"# Een\n<!-- scherm: {NEW} -->\n<!-- scherm: {CHECK} -->\n## Twee\n<!-- scherm: {CHECK} -->\n"
    new, seen, gone = (screen.shown for screen in screens(filled(text, folder, kb=kb)))
    assert "Gemaakt: kb/articles/veiligheid/stil.md" in new
    assert "1 artikel," in seen
    assert "Er is geen artikel 'stil'" in gone
    assert not (kb / "articles" / "veiligheid" / "stil.md").exists()

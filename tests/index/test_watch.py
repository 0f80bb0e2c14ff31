"""Waiting for a save, on a real folder."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from index.watch import saves

QUIET = 0.6  # seconds
Looks = Callable[[Callable[[Path], object]], int]


@pytest.fixture
def looks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Looks:
    """Return a function that does some work in a folder, and counts how often that has it looked at."""
    monkeypatch.setattr("index.watch._QUIET_MS", round(1000 * QUIET))
    monkeypatch.setattr("index.watch._LOOK_MS", 60_000)

    def counted(work: Callable[[Path], object]) -> int:
        found: list[float] = []

        def look() -> None:
            for _ in saves(tmp_path):
                found.append(time.monotonic())

        threading.Thread(target=look, daemon=True).start()
        while not found:  # until the folder is watched
            (tmp_path / "klaar").write_text(str(time.monotonic()))
            time.sleep(2 * QUIET)
        time.sleep(2 * QUIET)
        before = len(found)
        work(tmp_path / "x.md")
        time.sleep(4 * QUIET)
        return len(found) - before

    return counted


def test_a_save_is_seen_once_however_the_editor_writes(looks: Looks) -> None:
    def write(path: Path) -> None:
        for content in ("", "half"):
            path.write_text(content)
            path.with_name(".x.md.swp").write_text("rommel")
            time.sleep(QUIET / 10)
        beside = path.with_name("x.md~")
        beside.write_text("heel")
        beside.replace(path)

    assert looks(write) == 1


def test_two_saves_are_seen_twice(looks: Looks) -> None:
    def write(path: Path) -> None:
        path.write_text("een")
        time.sleep(3 * QUIET)
        path.write_text("twee")

    assert looks(write) == 2


def test_without_a_save_nothing_is_seen(looks: Looks) -> None:
    assert looks(lambda _path: None) == 0


def test_now_and_then_the_folder_is_looked_at_without_being_told(
    looks: Looks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.watch._LOOK_MS", round(1000 * QUIET))
    assert looks(lambda _path: None) >= 2

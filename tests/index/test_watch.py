"""Waiting for a save, on a real folder."""

import threading
import time
from pathlib import Path

import pytest

from index.watch import saves

FAST = 100  # ms


@pytest.fixture
def looks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Return a function that counts the looks at the folder from here on, in a given number of seconds."""
    monkeypatch.setattr("index.watch._QUIET_MS", FAST)
    monkeypatch.setattr("index.watch._LOOK_MS", 60_000)

    def counted(seconds: float, work) -> int:
        seen = saves(tmp_path)
        found: list[float] = []

        def look() -> None:
            for _ in seen:
                found.append(time.monotonic())

        threading.Thread(target=look, daemon=True).start()
        time.sleep(1)
        work(tmp_path / "x.md")
        time.sleep(seconds)
        return len(found)

    return counted


def test_a_save_is_seen_once_however_the_editor_writes(looks):
    def write(path: Path) -> None:
        path.write_text("")
        path.with_name(".x.md.swp").write_text("rommel")
        path.write_text("half")
        beside = path.with_name("x.md~")
        beside.write_text("heel")
        beside.replace(path)

    assert looks(2, write) == 1


def test_without_a_save_nothing_is_seen(looks):
    assert looks(1, lambda _path: None) == 0


def test_now_and_then_the_folder_is_looked_at_without_being_told(looks, monkeypatch):
    monkeypatch.setattr("index.watch._LOOK_MS", 300)
    assert looks(1, lambda _path: None) >= 2

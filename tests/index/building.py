"""What the tests of the index share: counting what is embedded, and a second process.

python -m tests.index.building ACTION INDEX KB [--andere] prints one JSON object about what happened.
"""

from __future__ import annotations

import codecs
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import filelock  # noqa: F401  # imported late by the index; another user may not read the interpreter
import numpy as np
import pytest

import index.refresh
from index.build import build
from index.generation import Generation
from index.refresh import OpenIndex, open_index
from index.store import IndexFolder, writing
from kb.errors import HandelwijzerError
from tests.conftest import ROOT, FakeEncoder

NOBODY = 65534


def embedded_by(encoder: FakeEncoder, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list that grows with every text that the encoder turns into a vector."""
    seen: list[str] = []
    original = type(encoder)._vector

    def counted(self: FakeEncoder, text: str) -> np.ndarray:
        seen.append(text)
        return original(self, text)

    monkeypatch.setattr(type(encoder), "_vector", counted)
    return seen


def built(folder: IndexFolder, kb_root: Path, encoder: FakeEncoder, **how: Any) -> Any:
    """Build under the lock, as every caller must."""
    with writing(folder):
        return build(folder, kb_root, encoder=encoder, **how)


def titles(index: OpenIndex) -> list[str]:
    return [article.title for article in index.generation.kb.articles]


def same_content(one: Generation, other: Generation, *, texts: Sequence[str]) -> bool:
    """Whether two generations hold the same, and score these texts the same."""
    return (
        one.passages == other.passages
        and one.kb == other.kb
        and one.files == other.files
        and np.allclose(one.vectors.vectors(), other.vectors.vectors(), atol=1e-6)
        and np.allclose(one.centre, other.centre, atol=1e-6)
        and all(np.array_equal(one.lexical.scores(text), other.lexical.scores(text)) for text in texts)
    )


def tree(root: Path) -> dict[str, tuple[int, int, int]]:
    """Return what tells whether anything below a folder was written: inode, size and time of all of it."""
    found = {}
    for path in sorted(root.rglob("*")):
        status = path.lstat()
        found[path.relative_to(root).as_posix()] = (status.st_ino, status.st_size, status.st_mtime_ns)
    return found


def overwrite(path: Path, content: bytes) -> None:
    """Put other content in a file, as a file of its own: who has the old one open keeps that."""
    path.unlink()
    path.write_bytes(content)


def _one_bit_changed(raw: bytes) -> bytes:
    middle = len(raw) // 2
    return raw[:middle] + bytes([raw[middle] ^ 1]) + raw[middle + 1 :]


DAMAGE: dict[str, Callable[[Path], object]] = {
    "cut in half": lambda path: overwrite(path, path.read_bytes()[: path.stat().st_size // 2]),
    "emptied": lambda path: overwrite(path, b""),
    "overwritten": lambda path: overwrite(path, b"\x93" * path.stat().st_size),
    "one bit changed": lambda path: overwrite(path, _one_bit_changed(path.read_bytes())),
    "gone": Path.unlink,
}


def litter(folder: IndexFolder) -> list[str]:
    """Return what a build that ended, well or badly, must not leave behind."""
    names = [path.name for place in (folder.root, folder.generations) for path in place.glob(".*")]
    unused = [path.name for path in folder.generations.glob("[0-9]*") if folder.current() is None]
    return names + unused


def second_process(action: str, folder: IndexFolder, kb_root: Path, *more: str) -> subprocess.Popen[str]:
    """Start this file as a process of its own."""
    command = [sys.executable, "-m", "tests.index.building", action, str(folder.root), str(kb_root), *more]
    return subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.PIPE, text=True
    )


def told(process: subprocess.Popen[str]) -> dict[str, Any]:
    """Return what the other process says; fail on a traceback."""
    out, errors = process.communicate(timeout=60)
    assert process.returncode == 0, errors
    answer: dict[str, Any] = json.loads(out.splitlines()[-1])
    return answer


def _open(folder: IndexFolder, kb_root: Path) -> dict[str, Any]:
    notices: list[str] = []
    try:
        index = open_index(folder, kb_root, notify=notices.append)
    except HandelwijzerError as error:
        return {"error": str(error), "notices": notices}
    words = index.generation.lexical.scores("leerling komt te laat in de klas")
    return {"titles": titles(index), "notices": notices, "error": None, "lexical": words.tolist()}


def _hold(folder: IndexFolder, _kb_root: Path) -> dict[str, Any]:
    with writing(folder):
        print("bezet", flush=True)  # noqa: T201
        sys.stdin.readline()
    return {}


def _small_disk(folder: IndexFolder, kb_root: Path) -> dict[str, Any]:
    import resource
    import signal

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
    return _open(folder, kb_root)


def _edit_and_build(folder: IndexFolder, kb_root: Path) -> dict[str, Any]:
    path = kb_root / "articles" / "veiligheid" / "kijkt-weg.md"
    old = path.read_text(encoding="utf-8")
    new = old.replace("kijkt weg", "draait zich om")
    for number in range(6):
        beside = path.with_suffix(".nieuw")
        beside.write_text(old if number % 2 else new, encoding="utf-8")
        beside.replace(path)
        index.refresh.refresh(folder, kb_root)
        time.sleep(0.01)
    return {"builds": 6}


def _main(action: str, root: str, kb_root: str, *more: str) -> None:
    encoder = FakeEncoder()
    for name in ("open_encoder", "ensure_encoder"):
        setattr(index.refresh, name, lambda _folder, **_: encoder)
    index.refresh.model_present = lambda _folder, _model: True
    codecs.lookup("utf-8-sig")  # this too is read late, from where another user may not look
    if "--andere" in more and os.geteuid() == 0:
        os.setgroups([])
        os.setegid(NOBODY)
        os.seteuid(NOBODY)
    actions = {"open": _open, "hold": _hold, "small-disk": _small_disk, "edit-and-build": _edit_and_build}
    print(json.dumps(actions[action](IndexFolder(Path(root)), Path(kb_root))))  # noqa: T201


if __name__ == "__main__":
    _main(*sys.argv[1:])

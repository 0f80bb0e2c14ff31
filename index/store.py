"""The index on disk: models and generations, switched atomically, one writer at a time.

index/data/
├── current              the name of the generation in use
├── model                the id of the model for the next build
├── models/<id>/         exported encoders
└── generations/<name>/  passages.json, kb.json, vectors.faiss, lexical/, manifest.json
"""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kb.errors import IndexStoreError

_LOCK_SECONDS = 300
_REASONS = {
    errno.ENOSPC: "de schijf is vol",
    errno.EDQUOT: "de schijf is vol",
    errno.EACCES: "geen schrijfrecht",
    errno.EPERM: "geen schrijfrecht",
    errno.EROFS: "alleen-lezen",
}


@dataclass(frozen=True, slots=True)
class IndexFolder:
    """Where everything of one index stands."""

    root: Path

    @property
    def models(self) -> Path:
        """The folder of exported models."""
        return self.root / "models"

    @property
    def generations(self) -> Path:
        """The folder of generations."""
        return self.root / "generations"

    def current(self) -> Path | None:
        """Return where the generation in use should stand, or None where none is named."""
        name = _read(self.root / "current")
        return self.generations / name if name and name.isdecimal() else None

    def has_generations(self) -> bool:
        """Whether anything was ever built here, in use or not."""
        return any(path.name.isdecimal() for path in _below(self.generations))

    def chosen_model(self) -> str | None:
        """Return the id of the model that was chosen for this index, or None where none was."""
        return _read(self.root / "model")

    def choose_model(self, model_id: str) -> None:
        """Make a model the one for the next build."""
        _write_atomically(self.root / "model", model_id)

    def switch(self, name: str) -> None:
        """Make a finished generation the one in use; readers see the old one or the new one."""
        _write_atomically(self.root / "current", name)


def _read(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8").strip() or None
    except (OSError, UnicodeDecodeError):
        return None


def _below(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


def _write_atomically(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.write_text(text + "\n", encoding="utf-8")
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


@contextmanager
def writing(folder: IndexFolder) -> Iterator[None]:
    """Hold the lock of the one writer; wait for another that is busy.

    Raises:
        IndexStoreError: the folder cannot be written, or the other writer does not finish.
    """
    from filelock import FileLock, Timeout

    try:
        folder.root.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder.root / "lock", timeout=_LOCK_SECONDS)
        lock.acquire()
    except Timeout as error:
        todo = "Wacht tot dat klaar is, of stop het andere venster."
        raise IndexStoreError(
            "Een ander venster bouwt al aan deze index.", where=str(folder.root), todo=todo
        ) from error
    except OSError as error:
        raise not_writable(folder.root) from error
    try:
        yield
    finally:
        lock.release()


def not_writable(root: Path) -> IndexStoreError:
    """Return the error for an index folder in which nothing can be written."""
    todo = "Kies een andere map: --index MAP of HANDELWIJZER_INDEX=MAP."
    return IndexStoreError("In deze map kan niet geschreven worden.", where=str(root), todo=todo)


@contextmanager
def new_generation(folder: IndexFolder) -> Iterator[Path]:
    """Give an empty folder to build in; on success it becomes the generation in use.

    The generation before it stays for readers that are still busy; older ones go.

    Raises:
        IndexStoreError: the disk is full or the folder cannot be written.
    """
    try:
        folder.generations.mkdir(parents=True, exist_ok=True)
        room = Path(tempfile.mkdtemp(prefix=".bouw-", dir=folder.generations))
        beside = room / "nieuw"  # a folder of its own: the room is closed to other users of the machine
        beside.mkdir()
    except OSError as error:
        raise not_writable(folder.root) from error
    try:
        yield beside
        _take_into_use(folder, beside)
    except OSError as error:
        reason = _REASONS.get(error.errno or 0, f"systeemfout {error.errno}")
        todo = "Maak schijfruimte vrij of kies een andere map met --index."
        raise IndexStoreError(
            f"De index kan niet worden geschreven ({reason}).", where=str(folder.root), todo=todo
        ) from error
    finally:
        shutil.rmtree(room, ignore_errors=True)


def _take_into_use(folder: IndexFolder, finished: Path) -> None:
    before = folder.current()
    ready = folder.generations / _next_name(folder)
    finished.rename(ready)
    try:
        folder.switch(ready.name)
    finally:
        if folder.current() != ready:
            shutil.rmtree(ready, ignore_errors=True)
    for path in _below(folder.generations):
        if path.name.isdecimal() and path not in {ready, before}:
            shutil.rmtree(path, ignore_errors=True)


def _next_name(folder: IndexFolder) -> str:
    numbers = [int(path.name) for path in _below(folder.generations) if path.name.isdecimal()]
    return f"{max(numbers, default=0) + 1:06d}"


def tidy(folder: IndexFolder) -> tuple[tuple[str, int], ...]:
    """Remove old generations, half builds and models not in use; return (name, bytes) of each.

    The caller holds the lock. The generation in use and its model stay, and so does the chosen model.
    """
    from index.manifest import read_manifest

    current = folder.current()
    keep = {folder.chosen_model()}
    if current is not None:
        keep |= {current.name, read_manifest(current).model_id}
    removed = []
    for parent in (folder.generations, folder.models):
        for path in _below(parent):
            if path.name not in keep and path.is_dir():
                removed.append((f"{parent.name}/{path.name}", _size(path)))
                shutil.rmtree(path, ignore_errors=True)
    return tuple(removed)


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())

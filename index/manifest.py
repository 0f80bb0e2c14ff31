"""The manifest of one index generation: what it was made of, and how to see that it is stale or damaged."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from kb.errors import IndexStoreError

FORMAT = 4
NAME = "manifest.json"


@dataclass(frozen=True, slots=True)
class FileStamp:
    """How a file looked when it was read: size in bytes, modification time in ns, content hash."""

    size: int
    mtime_ns: int
    content_hash: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What stands in one generation. `kb_root` is absolute; `files` maps relative paths to their stamps."""

    kb_root: str
    model_id: str
    model_name: str
    dimensions: int
    built_at: str
    built_ns: int
    articles: int
    passages: int
    reference_hash: str
    files: Mapping[str, FileStamp]
    checksums: Mapping[str, str]
    versions: Mapping[str, str]
    format: int = FORMAT


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the manifest into the folder of its generation."""
    # In plain ASCII, since a file may have a name that has no place in UTF-8.
    text = json.dumps(asdict(manifest), indent=1, sort_keys=True)
    (folder / NAME).write_text(text, encoding="utf-8")


def read_manifest(folder: Path) -> Manifest:
    """Read the manifest of a generation.

    Raises:
        IndexStoreError: it is missing, damaged, or of another format.
    """
    todo = "Bouw de index opnieuw: handelwijzer index bouw --alles."
    try:
        data: dict[str, Any] = json.loads((folder / NAME).read_text(encoding="utf-8"))
        if data["format"] != FORMAT:  # before the rest: another format may have other fields
            raise IndexStoreError("De index is van een andere versie.", where=str(folder), todo=todo)
        data["files"] = {path: FileStamp(**stamp) for path, stamp in data["files"].items()}
        return Manifest(**data)
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise IndexStoreError(
            "De index is beschadigd of onvolledig.", where=str(folder), todo=todo
        ) from error


def content_id(manifest: Manifest) -> str:
    """Return eight hexadecimals that name what the knowledge base holds: its articles and its data files."""
    digest = hashlib.sha256()
    for path, stamp in sorted(manifest.files.items()):
        # A name that has no place in UTF-8 counts too.
        digest.update(f"{path} {stamp.content_hash}\n".encode(errors="surrogatepass"))
    return digest.hexdigest()[:8]


def damaged_files(folder: Path, manifest: Manifest) -> tuple[str, ...]:
    """Return the files of a generation that are gone or hold something else than was written, sorted."""
    return tuple(
        sorted(name for name, value in manifest.checksums.items() if _checksum(folder / name) != value)
    )


def checksums(folder: Path) -> dict[str, str]:
    """Return the checksum of every file of a generation, by path in it; not of locks and the manifest."""
    paths = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != NAME)
    return {
        path.relative_to(folder).as_posix(): checksum(path) for path in paths if not path.name.startswith(".")
    }


def checksum(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimals."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _checksum(path: Path) -> str:
    try:
        return checksum(path)
    except OSError:
        return ""

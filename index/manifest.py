"""The manifest of one index generation: what it was made of, and how to see that it is stale or damaged."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from kb.errors import IndexStoreError

FORMAT = 1
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
    text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1, sort_keys=True)
    (folder / NAME).write_text(text, encoding="utf-8")


def read_manifest(folder: Path) -> Manifest:
    """Read the manifest of a generation.

    Raises:
        IndexStoreError: it is missing, damaged, or of another format.
    """
    todo = "Bouw de index opnieuw: handelwijzer index bouw --alles."
    try:
        data: dict[str, Any] = json.loads((folder / NAME).read_text(encoding="utf-8"))
        data["files"] = {path: FileStamp(**stamp) for path, stamp in data["files"].items()}
        manifest = Manifest(**data)
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise IndexStoreError(
            "De index is beschadigd of onvolledig.", where=str(folder), todo=todo
        ) from error
    if manifest.format != FORMAT:
        raise IndexStoreError("De index is van een andere versie.", where=str(folder), todo=todo)
    return manifest


def checksum(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimals."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()

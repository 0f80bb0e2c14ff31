"""Is the index still that of the articles? Decided from sizes and times, and from contents when in doubt."""

from __future__ import annotations

import os
from pathlib import Path

from index.manifest import FileStamp, Manifest
from kb.files import DATA_FILES, article_paths, content_hash, read_article_file

_RACY_NS = 2_000_000_000  # a file changed within this time of the build may change again within one tick


def stamp_files(kb_root: Path) -> dict[str, FileStamp]:
    """Return the stamp of every article and data file, by path relative to the knowledge base."""
    return {path: _stamp(kb_root / path) for path in (*DATA_FILES, *article_paths(kb_root))}


def _stamp(path: Path) -> FileStamp:
    try:
        status = path.stat()
        raw = path.read_bytes() if path.name in DATA_FILES else read_article_file(path)
    except OSError:
        return FileStamp(-1, 0, "")
    return FileStamp(status.st_size, status.st_mtime_ns, content_hash(raw))


def stale_paths(manifest: Manifest, kb_root: Path) -> tuple[str, ...]:
    """Return the files that were added, changed or removed since the index was built, sorted."""
    paths = set(DATA_FILES) | set(article_paths(kb_root))
    gone = set(manifest.files) - paths
    changed = {
        path for path in paths if _changed(kb_root / path, manifest.files.get(path), manifest.built_ns)
    }
    return tuple(sorted(gone | changed))


def _changed(path: Path, before: FileStamp | None, built_ns: int) -> bool:
    if before is None:
        return True
    try:
        status = os.stat(path)
    except OSError:
        return before.size != -1
    same = status.st_size == before.size and status.st_mtime_ns == before.mtime_ns
    if same and status.st_mtime_ns + _RACY_NS < built_ns:
        return False
    return _stamp(path).content_hash != before.content_hash

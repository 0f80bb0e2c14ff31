"""Is the index what it says it is? Counted, compared with the files, and three passages embedded again."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.encoder import open_encoder
from index.freshness import stale_paths
from index.generation import Generation, read_generation
from index.manifest import Manifest, damaged_files, read_manifest
from index.store import IndexFolder
from kb.errors import IndexStoreError

SAMPLES = 3
TOLERANCE = 1e-4  # of a cosine; other threads and batch sizes stay far below it


@dataclass(frozen=True, slots=True)
class Status:
    """The state of an index.

    `stale` are the files that differ from the index, `damaged` those of the index with another checksum,
    `cosine` the lowest cosine between three stored vectors and the same passages embedded again; None where
    damage makes that impossible.
    """

    folder: Path
    manifest: Manifest
    stale: tuple[str, ...]
    damaged: tuple[str, ...]
    cosine: float | None

    @property
    def sound(self) -> bool:
        """Whether nothing is damaged and the vectors are those of the model."""
        return self.cosine is not None and self.cosine > 1 - TOLERANCE


def index_status(folder: IndexFolder, kb_root: Path) -> Status:
    """Look at the generation in use.

    Raises:
        IndexStoreError: there is none, or it cannot be opened.
        ModelError: its model is gone or damaged.
    """
    current = folder.current()
    if current is None:
        todo = "Bouw hem: handelwijzer index bouw."
        raise IndexStoreError("Er is nog geen index.", where=str(folder.root), todo=todo)
    manifest = read_manifest(current)
    stale = stale_paths(manifest, kb_root) if manifest.kb_root == str(kb_root.resolve()) else (str(kb_root),)
    damaged = damaged_files(current, manifest)
    cosine = None if damaged else _compare(folder, read_generation(current))
    return Status(current, manifest, stale, damaged, cosine)


def _compare(folder: IndexFolder, generation: Generation) -> float:
    encoder = open_encoder(folder.models / generation.manifest.model_id)
    stored = generation.vectors.vectors()
    rows = np.linspace(0, len(stored) - 1, num=min(SAMPLES, len(stored)), dtype=np.int64)
    cosines = [1.0]
    for row in rows:
        passage = generation.passages[row]
        encode = encoder.encode_queries if passage.spoken else encoder.encode_passages
        cosines.append(float(encode([passage.text])[0] @ stored[row]))
    return float(np.min(cosines))  # of numpy: NaN stays NaN, and is not sound

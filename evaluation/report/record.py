"""What was run: enough to run it again, and to see that two reports are of the same index."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from importlib.metadata import version
from typing import Any

from evaluation.evaluate import Evaluation
from evaluation.intervals import RESAMPLES, SEED
from evaluation.systems import System
from index.generation import Generation
from retrieval.settings import load_settings

_VERSIONED = ("faiss-cpu", "ir-measures", "numpy", "onnxruntime", "scipy", "tantivy", "tokenizers")


def record(evaluations: Sequence[Evaluation], systems: Sequence[System]) -> dict[str, Any]:
    """Return what was run, without anything that differs from one time to the next."""
    model_id = evaluations[0].index.encoder.model_id
    return {
        "model": {"id": model_id, "name": evaluations[0].index.encoder.name},
        "settings": asdict(load_settings(model_id).settings),
        "systems": {system.name: dict(system.changes) for system in systems},
        "seed": SEED,
        "resamples": RESAMPLES,
        "versions": {name: version(name) for name in _VERSIONED},
        "datasets": [_dataset(evaluation) for evaluation in evaluations],
    }


def _dataset(evaluation: Evaluation) -> dict[str, Any]:
    dataset = evaluation.dataset
    told = json.dumps([asdict(query) for query in dataset.queries], sort_keys=True)
    return {
        "name": dataset.name,
        "split": dataset.split,
        "queries": len(dataset.queries),
        "judgements": sum(len(judged) for judged in dataset.qrels.values()),
        "hash": _hash(
            told + json.dumps({key: dict(value) for key, value in dataset.qrels.items()}, sort_keys=True)
        ),
        "index": index_hash(evaluation.index.generation),
        "passages": len(evaluation.index.generation.passages),
    }


def index_hash(generation: Generation) -> str:
    """Return the hash of what is searched: every passage, in its order, and the model that encoded it."""
    passages = "\n".join(f"{p.owner}\t{p.kind}\t{p.item}\t{p.text}" for p in generation.passages)
    return _hash(generation.manifest.model_id + passages)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]

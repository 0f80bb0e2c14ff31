"""The adapter: a small change of the packaged model's layers, learned from told situations.

For each weight it holds two thin matrices whose product is added when the packaged model is converted
(LoRA; Hu et al., 2022). How it was made, and what it does: docs/model.md.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from index.weights import FloatArray
from kb.errors import ModelError

PATH = Path(__file__).with_name("adapter.npz")
PLAIN = "kaal"  # the name of the packaged model without the adapter
UP, _DOWN = ".up", ".down"


def adapter_hash(path: Path = PATH) -> str:
    """Return the hash of the adapter's file, by which models made with it are told apart.

    Raises:
        ModelError: the file cannot be read.
    """
    return hashlib.sha256(_raw(path)).hexdigest()


def load_adapter(path: Path = PATH) -> dict[str, FloatArray]:
    """Return what is added to each weight, by the name that transformers' BertModel gives it.

    Raises:
        ModelError: the file cannot be read or misses half of a pair.
    """
    _raw(path)
    try:
        with np.load(path) as held:
            names = sorted(name.removesuffix(UP) for name in held.files if name.endswith(UP))
            return {
                name: held[name + UP].astype(np.float32) @ held[name + _DOWN].astype(np.float32)
                for name in names
            }
    except (OSError, ValueError, KeyError, EOFError) as error:
        raise _unreadable(path) from error


def merged(tensors: Mapping[str, FloatArray], changes: Mapping[str, FloatArray]) -> dict[str, FloatArray]:
    """Return the tensors with the changes added.

    Raises:
        ModelError: a change is of a weight that the model does not have, or of another size.
    """
    result = dict(tensors)
    for name, change in changes.items():
        flat = result.get(name)
        if flat is None or flat.size != change.size:
            todo = "Zet index/adapter.npz terug (git checkout)."
            raise ModelError(f"de aanpassing past niet bij het taalmodel ({name}).", todo=todo)
        result[name] = flat.reshape(change.shape) + change
    return result


def _raw(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise _unreadable(path) from error


def _unreadable(path: Path) -> ModelError:
    todo = "Zet het bestand terug (git checkout), of kies het kale model: handelwijzer index model kaal."
    return ModelError("de aanpassing van het taalmodel is niet te lezen.", where=str(path), todo=todo)

"""`python -m evaluation.training`: train the adapter anew, then the heads; `--heads` fits only the heads."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from evaluation.training.examples import held_out, load_examples
from evaluation.training.general import load_general
from evaluation.training.heads import fit_heads
from evaluation.training.rows import route_names, training_rows
from index import adapter
from index.refresh import open_index
from index.store import IndexFolder
from kb.library import load_library
from retrieval.heads import FOLDER, write_heads

ROOT = Path(__file__).resolve().parents[2]
STRENGTH = 0.7  # of what was learned, how much is kept: with all of it SICK-NL falls by 0.038


def main(*options: str) -> int:
    """Train and keep; the model and the index are made anew with it afterwards."""
    if "--heads" not in options:
        train(adapter.PATH)
        sys.stdout.write(f"{adapter.PATH}: now run `handelwijzer index model`, then this with --heads.\n")
        return 0
    index = open_index(IndexFolder(ROOT / "index" / "data"), ROOT / "kb")
    heads = fit_heads(index.encoder, load_examples(), kb=index.generation.kb, held_out=held_out())
    write_heads(heads, FOLDER / f"{index.encoder.model_id}.npz")
    return 0


def train(path: Path) -> None:
    """Train the adapter on the training situations and the articles, and write it."""
    from evaluation.training.encoder import first_proxies, train_adapter
    from evaluation.training.loss import TrainingSettings
    from index.model import packaged_sentence_transformer
    from index.weights import load_weights

    settings = TrainingSettings()
    kb, _ = load_library(ROOT / "kb")
    model = packaged_sentence_transformer(load_weights(), {})
    rows = training_rows(kb, load_examples(), held_out=held_out(), epochs=settings.epochs, seed=settings.seed)
    proxies = first_proxies(model, rows, len(kb.articles))
    learned = train_adapter(
        model, rows, settings, proxies=proxies, routes=len(route_names(kb)), general=load_general()
    )
    kept = {
        name: (value * STRENGTH).astype(np.float16) if name.endswith(adapter.UP) else value
        for name, value in learned.items()
    }
    np.savez(path, allow_pickle=False, **kept)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

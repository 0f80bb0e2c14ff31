"""One evaluation: a dataset, the systems, and everything that is measured of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from evaluation.compare import Comparison, compare
from evaluation.dataset import Dataset, check_judged, load_dataset
from evaluation.intervals import Share
from evaluation.labelswap import LabelEffect, label_effects, load_swaps, swap_figures
from evaluation.measures import Scores, gaps, mean_scores, score_run
from evaluation.observe import Figures, Observation, nearest_lines, observe, product_figures
from evaluation.runs import Run, read_trec, run_name
from evaluation.searching import make_runs
from evaluation.systems import PRODUCT, System
from index.documents import open_documents
from index.encoder import Encoder
from index.progress import Progress, silent
from index.refresh import OpenIndex
from index.store import IndexFolder
from index.vectors import Vectors
from retrieval.settings import load_settings


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What was measured: runs and scores per system; observations where the corpus is the knowledge base."""

    dataset: Dataset
    index: OpenIndex
    runs: tuple[Run, ...]
    scores: Mapping[str, Scores]
    comparisons: tuple[Comparison, ...]
    gaps: tuple[str, ...]
    observations: tuple[Observation, ...] = ()
    labels: tuple[LabelEffect, ...] = ()

    def means(self, system: str) -> dict[str, float]:
        """Return the mean of every measure of ranking, over the queries in scope."""
        return mean_scores(self.scores[system])

    def product(self) -> Figures:
        """Return the figures of the product: abstaining, safety, culture first, label swap where measured."""
        figures: dict[str, Share | float] = {}
        if self.observations:
            figures |= product_figures(self.observations)
            figures |= nearest_lines(self.observations, self.dataset.qrels)
        return {**figures, **(swap_figures(self.labels) if self.labels else {})}


class Remembered:
    """An encoder that encodes each text once: the systems and the answers ask the same texts."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._known: dict[str, Vectors] = {}
        self.model_id, self.name, self.dimensions = encoder.model_id, encoder.name, encoder.dimensions

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of texts as questions, shape (texts, dimensions)."""
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        if new:
            self._known |= dict(zip(new, self._encoder.encode_queries(new), strict=True))
        return np.stack([self._known[text] for text in texts])

    def encode_passages(
        self, texts: Sequence[str], *, progress: Callable[[int], None] | None = None
    ) -> Vectors:
        """Return the vectors of texts as passages, shape (texts, dimensions)."""
        return self._encoder.encode_passages(texts, progress=progress)


def open_corpus(
    dataset: Dataset, own: OpenIndex, folder: IndexFolder, *, path: Path, progress: Progress = silent
) -> OpenIndex:
    """Return the index to search: of the dataset's own documents, or the knowledge base, remembering texts.

    Raises:
        DatasetError: a judgement names an article that the knowledge base does not have.
    """
    encoder = Remembered(own.encoder)
    if not dataset.documents:
        check_judged(dataset, frozenset(a.slug for a in own.generation.kb.articles), path)
        return replace(own, encoder=encoder)
    return open_documents(
        [document.id for document in dataset.documents],
        [document.text for document in dataset.documents],
        encoder=encoder,
        cache=folder.root / "documents",
        progress=progress,
    )


def evaluate(
    dataset: Dataset,
    index: OpenIndex,
    systems: Sequence[System],
    *,
    others: Sequence[Path] = (),
    labels: bool = False,
    progress: Progress = silent,
) -> Evaluation:
    """Measure the systems on a dataset.

    Args:
        dataset: one split.
        index: what `open_corpus` returned for it.
        systems: those to run; the first is what the others are compared with.
        others: run files of other programs, compared as systems.
        labels: whether to ask the label swaps too.
        progress: is told how far it is.

    Raises:
        DatasetError: a run file does not belong to this dataset.
    """
    settings = load_settings(index.encoder.model_id).settings
    total = len(dataset.queries)
    runs = [
        *make_runs(
            index,
            dataset.queries,
            systems,
            settings=settings,
            progress=lambda done: progress(f"{dataset.name}: zoeken", done, total),
        ),
        *(_other(path, dataset, index) for path in others),
    ]
    scores = {run.system: score_run(run, dataset.inside, dataset.qrels) for run in runs}
    product = not dataset.documents and any(system.name == PRODUCT for system in systems)
    return Evaluation(
        dataset=dataset,
        index=index,
        runs=tuple(runs),
        scores=scores,
        comparisons=compare(runs, scores, dataset.inside, baseline=runs[0].system),
        gaps=gaps(dataset.inside, dataset.qrels),
        observations=_observed(dataset, index, progress) if product else (),
        labels=_labels(index, progress) if product and labels else (),
    )


def _other(path: Path, dataset: Dataset, index: OpenIndex) -> Run:
    documents = frozenset(passage.owner for passage in index.generation.passages if passage.searchable)
    run = read_trec(path, queries=frozenset(query.id for query in dataset.queries), documents=documents)
    return replace(run, system=run.system.removeprefix(f"{dataset.name}.{dataset.split}."))


def _observed(dataset: Dataset, index: OpenIndex, progress: Progress) -> tuple[Observation, ...]:
    total = len(dataset.queries)
    return observe(
        index, dataset.queries, progress=lambda done: progress(f"{dataset.name}: antwoorden", done, total)
    )


def _labels(index: OpenIndex, progress: Progress) -> tuple[LabelEffect, ...]:
    swaps = load_swaps()
    total = len(swaps.templates) * (1 + len(swaps.labels))
    return label_effects(index, swaps, progress=lambda done: progress("etiketten wisselen", done, total))


def evaluate_folders(
    folders: Sequence[Path],
    systems: Sequence[System],
    *,
    own: OpenIndex,
    store: IndexFolder,
    split: str | None = None,
    runs: Path | None = None,
    labels: bool = False,
    progress: Progress = silent,
) -> tuple[Evaluation, ...]:
    """Evaluate the systems on each dataset; every dataset is read before anything is searched.

    Args:
        folders: the folders of the datasets.
        systems: those to run; the first is the baseline.
        own: the index of the knowledge base.
        store: where the vectors of other corpora are kept.
        split: the split of every dataset, where it is not its only one, or dev.
        runs: a folder whose run files of other systems take part too.
        labels: whether to ask the label swaps.
        progress: is told how far it is.

    Raises:
        DatasetError: a dataset or a run file cannot be used.
    """
    datasets = [load_dataset(folder, split) for folder in folders]
    evaluations = []
    for folder, dataset in zip(folders, datasets, strict=True):
        index = open_corpus(dataset, own, store, path=folder, progress=progress)
        others = _other_runs(runs, dataset, systems)
        evaluations.append(evaluate(dataset, index, systems, others=others, labels=labels, progress=progress))
    return tuple(evaluations)


def _other_runs(runs: Path | None, dataset: Dataset, systems: Sequence[System]) -> list[Path]:
    if runs is None or not runs.is_dir():
        return []
    own = {run_name(dataset, system.name) for system in systems}
    return [path for path in sorted(runs.glob(run_name(dataset, "*"))) if path.name not in own]

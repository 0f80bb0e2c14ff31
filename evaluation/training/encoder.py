"""Training a low-rank adapter on the packaged encoder; word embeddings stay as they are.

Beside `index.model` the only place that knows torch, peft and the trainer of sentence-transformers.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import datasets
import numpy as np
import torch
from peft import LoraConfig, inject_adapter_in_model
from sentence_transformers import (
    SentenceTransformer,
    SentenceTransformerTrainer,
    SentenceTransformerTrainingArguments,
)
from sentence_transformers.sampler import DefaultBatchSampler

from evaluation.training.examples import Example
from evaluation.training.rows import MOST_ALSO, Row

TARGETS = ("query", "key", "value", "dense")
_NEVER = -1e4
_STRETCH = 16.0
_SOME = 10  # situations of an article, to see which articles it is like
_TOGETHER = 32  # texts of about one length that go through the network at once


@dataclass(frozen=True, slots=True)
class TrainingSettings:
    """How the adapter is trained; `batch` is in situations, `temperature` divides the cosines.

    `danger` and `scope` are the weights of those losses beside that of the article.
    """

    rank: int = 32
    alpha: int = 64
    batch: int = 64
    epochs: int = 2
    rate: float = 4e-4
    warmup: float = 0.1
    temperature: float = 0.05
    danger: float = 0.5
    scope: float = 0.3
    max_length: int = 96
    seed: int = 20261127


class SituationLoss(torch.nn.Module):  # type: ignore[misc]  # torch is not followed by mypy
    """Three things at once, read from one vector of a situation.

    Which article: softmax over the passages in the batch, in form InfoNCE (Oord, Li & Vinyals, 2018) with
    several right answers, both ways round; passages of articles that help too count neither way. Which
    danger, and whether the knowledge base is for it at all: a linear layer each, thrown away afterwards.
    """

    def __init__(self, model: SentenceTransformer, settings: TrainingSettings, *, routes: int) -> None:
        super().__init__()
        self.model = model
        self.settings = settings
        dimensions = model.get_embedding_dimension()
        self.route = torch.nn.Linear(dimensions, routes)
        self.inside = torch.nn.Linear(dimensions, 2)

    def forward(
        self, sentence_features: Iterable[dict[str, torch.Tensor]], labels: torch.Tensor
    ) -> torch.Tensor:
        """Return the loss; `labels` has a row's targets, shape (batch, 7)."""
        found = [_embedded(self.model, features) for features in sentence_features]
        # What is compared is not to lose its last digits, whatever the network works in.
        with torch.autocast(found[0].device.type, enabled=False):
            return self._loss([torch.nn.functional.normalize(each.float(), dim=1) for each in found], labels)

    def _loss(self, vectors: Sequence[torch.Tensor], labels: torch.Tensor) -> torch.Tensor:
        told, *passages = vectors
        own, also = labels[:, 0], labels[:, 1 : 1 + MOST_ALSO]
        passage, route, inside = labels[:, 1 + MOST_ALSO :].T
        theirs = passage.repeat(len(passages))
        scores = told @ torch.cat(passages).T / self.settings.temperature
        same = own[:, None] == theirs[None, :]
        helps_too = (also[:, :, None] == theirs[None, None, :]).any(dim=1) & ~same
        scores = scores.masked_fill(helps_too, _NEVER)
        article = (_missed(scores, same) + _missed(scores.T, same.T)) / 2
        # Unit vectors are short for a linear layer: longer ones let it learn.
        far = told * _STRETCH
        danger = torch.nn.functional.cross_entropy(self.route(far), route)
        scope = torch.nn.functional.cross_entropy(self.inside(far), inside)
        return article + self.settings.danger * danger + self.settings.scope * scope


def _embedded(model: SentenceTransformer, features: dict[str, torch.Tensor]) -> torch.Tensor:
    """Return the vectors of a padded batch, its texts taken by length, so that little padding is computed."""
    lengths = features["attention_mask"].sum(dim=1)
    order = torch.argsort(lengths)
    parts = []
    for chosen in order.split(_TOGETHER):
        width = int(lengths[chosen].max())
        part = {name: features[name][chosen, :width] for name in ("input_ids", "attention_mask")}
        parts.append(model(part)["sentence_embedding"])
    return torch.cat(parts)[torch.argsort(order)]


def _missed(scores: torch.Tensor, same: torch.Tensor) -> torch.Tensor:
    """Return how far the right ones are from the best, over the rows that have a right one."""
    held = same.any(dim=1)
    if not held.any():
        return scores.sum() * 0
    right = scores.masked_fill(~same, _NEVER)[held].logsumexp(dim=1)
    return (scores[held].logsumexp(dim=1) - right).mean()


def neighbours(model: SentenceTransformer, examples: Sequence[Example]) -> dict[str, tuple[str, ...]]:
    """Return for each article the others, by the cosine of the mean vectors of some of their situations."""
    told: dict[str, list[str]] = {}
    for example in examples:
        texts = told.setdefault(example.article, [])
        if example.article and len(texts) < _SOME:
            texts.append(example.text)
    slugs = sorted(slug for slug, texts in told.items() if texts)
    vectors = model.encode([text for slug in slugs for text in told[slug]], prompt="query: ")
    ends = np.cumsum([len(told[slug]) for slug in slugs])[:-1]
    middles = np.stack([own.mean(axis=0) for own in np.split(vectors, ends)])
    middles -= middles.mean(axis=0)
    middles /= np.linalg.norm(middles, axis=1, keepdims=True)
    nearest = np.argsort(-(middles @ middles.T), axis=1)
    return {
        slug: tuple(slugs[n] for n in order if slugs[n] != slug)
        for slug, order in zip(slugs, nearest, strict=True)
    }


def train_adapter(
    model: SentenceTransformer, rows: Sequence[Row], settings: TrainingSettings, *, routes: int
) -> dict[str, np.ndarray[Any, Any]]:
    """Train, and return the adapter: `<weight>.up` and `<weight>.down`; their product is added to it."""
    model.max_seq_length = settings.max_length
    backbone = model[0].auto_model
    config = LoraConfig(r=settings.rank, lora_alpha=settings.alpha, target_modules=list(TARGETS))
    inject_adapter_in_model(config, backbone)
    # On a processor dropout and fused attention take three quarters of the time of a step.
    backbone.set_attn_implementation("eager")
    for module in backbone.modules():
        if isinstance(module, torch.nn.Dropout):
            module.p = 0.0
    for name, weight in backbone.named_parameters():
        weight.requires_grad_(".lora_" in name)
    with tempfile.TemporaryDirectory() as folder:
        SentenceTransformerTrainer(
            model=model,
            args=_arguments(folder, settings),
            train_dataset=_dataset(rows),
            loss=SituationLoss(model, settings, routes=routes),
        ).train()
    return _adapter(model, settings)


def _arguments(folder: str, settings: TrainingSettings) -> SentenceTransformerTrainingArguments:
    return SentenceTransformerTrainingArguments(
        output_dir=folder,
        num_train_epochs=1,  # the rows are those of all epochs, in their batches
        batch_sampler=_in_order,
        per_device_train_batch_size=settings.batch,
        learning_rate=settings.rate,
        warmup_steps=settings.warmup,  # a share of all steps
        lr_scheduler_type="cosine",
        bf16=True,
        use_cpu=not torch.cuda.is_available(),
        seed=settings.seed,
        dataloader_drop_last=True,
        prompts={"situation": "query: ", "spoken": "query: ", "item": "passage: "},
        logging_steps=50,
        report_to="none",
        save_strategy="no",
    )


def _in_order(dataset: datasets.Dataset, **options: Any) -> DefaultBatchSampler:
    return DefaultBatchSampler(
        torch.utils.data.SequentialSampler(dataset), options["batch_size"], options["drop_last"]
    )


def _dataset(rows: Sequence[Row]) -> datasets.Dataset:
    return datasets.Dataset.from_dict(
        {
            "situation": [row.situation for row in rows],
            "spoken": [row.spoken for row in rows],
            "item": [row.item for row in rows],
            "label": [row.targets for row in rows],
        }
    )


def _adapter(model: SentenceTransformer, settings: TrainingSettings) -> dict[str, np.ndarray[Any, Any]]:
    scale = settings.alpha / settings.rank
    found: dict[str, np.ndarray[Any, Any]] = {}
    for name, tensor in model[0].auto_model.state_dict().items():
        if ".lora_" not in name:
            continue
        weight, _, side = name.partition(".lora_")
        end, factor = ("down", 1.0) if side.startswith("A") else ("up", scale)
        found[f"{weight}.weight.{end}"] = (tensor.float().cpu().numpy() * factor).astype(np.float16)
    return found

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

from evaluation.training.rows import MOST_ALSO, Row

TARGETS = ("query", "key", "value", "dense")
_NEVER = -1e4
_STRETCH = 16.0


@dataclass(frozen=True, slots=True)
class TrainingSettings:
    """How the adapter is trained; `batch` is in situations, `temperature` divides the cosines.

    `danger` and `scope` are the weights of those losses beside that of the article.
    """

    rank: int = 32
    alpha: int = 64
    dropout: float = 0.1
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
        told, *passages = [
            torch.nn.functional.normalize(self.model(features)["sentence_embedding"], dim=1)
            for features in sentence_features
        ]
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


def _missed(scores: torch.Tensor, same: torch.Tensor) -> torch.Tensor:
    """Return how far the right ones are from the best, over the rows that have a right one."""
    held = same.any(dim=1)
    if not held.any():
        return scores.sum() * 0
    right = scores.masked_fill(~same, _NEVER)[held].logsumexp(dim=1)
    return (scores[held].logsumexp(dim=1) - right).mean()


def train_adapter(
    model: SentenceTransformer, rows: Sequence[Row], settings: TrainingSettings, *, routes: int
) -> dict[str, np.ndarray[Any, Any]]:
    """Train, and return the adapter: `<weight>.up` and `<weight>.down`; their product is added to it."""
    model.max_seq_length = settings.max_length
    backbone = model[0].auto_model
    config = LoraConfig(
        r=settings.rank,
        lora_alpha=settings.alpha,
        lora_dropout=settings.dropout,
        target_modules=list(TARGETS),
    )
    inject_adapter_in_model(config, backbone)
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
        num_train_epochs=1,  # the rows are those of all epochs
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

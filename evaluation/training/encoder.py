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

from evaluation.training.examples import Example, as_asked
from evaluation.training.rows import MOST_ALSO, NOTHING, Row

TARGETS = ("query", "key", "value", "dense")
QUERY = "query: "
_NEVER = -1e4
_STRETCH, _PACE = 16.0, 10.0
_SOME = 6  # situations of an article, to start its middle from
_TOGETHER = 32  # texts of about one length that go through the network at once


@dataclass(frozen=True, slots=True)
class TrainingSettings:
    """How the adapter is trained; `batch` is in situations, of which `items` bring an item of their article.

    `temperature` divides the cosines. `item`, `danger` and `scope` are the weights of those losses beside
    that of the article.
    """

    rank: int = 32
    alpha: int = 64
    batch: int = 64
    items: int = 16
    epochs: int = 2
    rate: float = 4e-4
    warmup: float = 0.08
    temperature: float = 0.05
    item: float = 0.3
    danger: float = 0.5
    scope: float = 0.3
    max_length: int = 96
    seed: int = 20261127


class SituationLoss(torch.nn.Module):  # type: ignore[misc]  # torch is not followed by mypy
    """Four things at once, read from one vector of a text.

    Which article a situation is of, and which an item: softmax over the middles of all articles, learned
    too and thrown away afterwards (proxies; Movshovitz-Attias et al., 2017, "No Fuss Distance Metric
    Learning using Proxies"); articles that help too count neither way. Which danger, and whether the
    knowledge base is for it at all: a linear layer each, thrown away as well.
    """

    def __init__(
        self, model: SentenceTransformer, settings: TrainingSettings, *, middles: torch.Tensor, routes: int
    ) -> None:
        super().__init__()
        self.model = model
        self.settings = settings
        self.register_buffer("unknown", ~middles.any(dim=1))
        # Small numbers, so that they move fast with the rate of the rest.
        self.middles = torch.nn.Parameter(middles / _PACE)
        self.route = torch.nn.Linear(middles.shape[1], routes)
        self.inside = torch.nn.Linear(middles.shape[1], 2)

    def forward(
        self, sentence_features: Iterable[dict[str, torch.Tensor]], labels: torch.Tensor
    ) -> torch.Tensor:
        """Return the loss; `labels` has a row's targets, shape (batch, 7)."""
        situations, items = sentence_features
        few = {name: items[name][: self.settings.items] for name in ("input_ids", "attention_mask")}
        found = [_embedded(self.model, features) for features in (situations, few)]
        # What is compared is not to lose its last digits, whatever the network works in.
        with torch.autocast(found[0].device.type, enabled=False):
            told, some = [torch.nn.functional.normalize(each.float(), dim=1) for each in found]
            return self._loss(told, some, labels)

    def _loss(self, told: torch.Tensor, items: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
        own, also = labels[:, 0], labels[:, 1 : 1 + MOST_ALSO]
        passage, route, inside = labels[:, 1 + MOST_ALSO :].T
        article = self._missed(told, own, also)
        item = self._missed(items, passage[: len(items)], also[:0])
        # Unit vectors are short for a linear layer: longer ones let it learn.
        far = told * _STRETCH
        danger = torch.nn.functional.cross_entropy(self.route(far), route, ignore_index=NOTHING)
        scope = torch.nn.functional.cross_entropy(self.inside(far), inside)
        weights = self.settings
        return article + weights.item * item + weights.danger * danger + weights.scope * scope

    def _missed(self, vectors: torch.Tensor, own: torch.Tensor, also: torch.Tensor) -> torch.Tensor:
        """Return how far the own articles are from the likeliest, over the texts that have one."""
        middles = torch.nn.functional.normalize(self.middles, dim=1)
        scores = (vectors @ middles.T / self.settings.temperature).masked_fill(self.unknown, _NEVER)
        columns = torch.arange(scores.shape[1], device=scores.device)
        if len(also):
            helps_too = (also[:, :, None] == columns).any(dim=1) & (own[:, None] != columns)
            scores = scores.masked_fill(helps_too, _NEVER)
        return torch.nn.functional.cross_entropy(scores, own, ignore_index=NOTHING)


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


def article_middles(
    model: SentenceTransformer, examples: Sequence[Example], slugs: Sequence[str]
) -> torch.Tensor:
    """Return where learning starts: the mean vector of some situations of each article, zeros without any."""
    told: dict[str, list[str]] = {slug: [] for slug in slugs}
    for example in examples:
        if len(texts := told.get(example.article, [])) < _SOME:
            texts.append(as_asked(example.text))
    middles = torch.zeros(len(slugs), model.get_embedding_dimension() or 0)
    for number, slug in enumerate(slugs):
        if told[slug]:
            vectors = model.encode(told[slug], prompt=QUERY, convert_to_tensor=True)
            middles[number] = torch.nn.functional.normalize(vectors.mean(dim=0), dim=0)
    return middles


def train_adapter(
    model: SentenceTransformer,
    rows: Sequence[Row],
    settings: TrainingSettings,
    *,
    middles: torch.Tensor,
    routes: int,
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
            loss=SituationLoss(model, settings, middles=middles, routes=routes),
        ).train()
    return _adapter(model, settings)


def _arguments(folder: str, settings: TrainingSettings) -> SentenceTransformerTrainingArguments:
    return SentenceTransformerTrainingArguments(
        output_dir=folder,
        num_train_epochs=1,  # the rows are those of all epochs, in their order
        batch_sampler=_in_order,
        per_device_train_batch_size=settings.batch,
        learning_rate=settings.rate,
        warmup_steps=settings.warmup,  # a share of all steps
        lr_scheduler_type="cosine",
        bf16=True,
        use_cpu=not torch.cuda.is_available(),
        seed=settings.seed,
        dataloader_drop_last=True,
        prompts={"situation": QUERY, "item": "passage: "},
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

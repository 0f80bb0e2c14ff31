"""Training a low-rank adapter on the packaged encoder; word embeddings stay as they are.

Beside `index.model` the only place that knows torch, peft and the trainer of sentence-transformers.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
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

from evaluation.training.general import GROUP, drawn
from evaluation.training.loss import SituationLoss, TrainingSettings
from evaluation.training.rows import NOTHING, Row

TARGETS = ("query", "key", "value", "dense")
QUERY, PASSAGE = "query: ", "passage: "
_SOME = 6  # situations of an article, to start its proxy from


def first_proxies(model: SentenceTransformer, rows: Sequence[Row], articles: int) -> torch.Tensor:
    """Return where the proxies start: the mean vector of some situations of each article.

    Shape (articles, dimensions); zeros for an article without any, which is then no answer to anything.
    """
    told: dict[int, list[str]] = {}
    for row in rows:
        texts = told.setdefault(row.label, [])
        if row.label != NOTHING and len(texts) < _SOME:
            texts.append(row.situation)
    proxies = torch.zeros(articles, model.get_embedding_dimension() or 0)
    for number, texts in told.items():
        if texts:
            vectors = model.encode(texts, prompt=QUERY, convert_to_tensor=True)
            proxies[number] = torch.nn.functional.normalize(vectors.mean(dim=0), dim=0)
    return proxies


def train_adapter(
    model: SentenceTransformer,
    rows: Sequence[Row],
    settings: TrainingSettings,
    *,
    proxies: torch.Tensor,
    routes: int,
    general: Sequence[str],
) -> dict[str, np.ndarray[Any, Any]]:
    """Train, and return the adapter: `<weight>.up` and `<weight>.down`; their product is added to it.

    Args:
        model: the plain encoder; it is changed.
        rows: what is learned from, in the order of learning.
        settings: how.
        proxies: where those of the articles start, shape (articles, dimensions).
        routes: how many classes of danger there are.
        general: texts about anything, which are to keep the vectors that the plain encoder gives them.
    """
    model.max_seq_length = settings.max_length
    count = len(rows) // settings.batch * settings.with_general
    kept = [
        f"{(QUERY, PASSAGE)[number // GROUP % 2]}{text}"
        for number, text in enumerate(drawn(general, count, seed=settings.seed))
    ]
    plain = model.encode(kept, convert_to_tensor=True, normalize_embeddings=True)
    # What stays as it is needs no more digits than the network computes with: a quarter of the time less.
    backbone = model[0].auto_model.to(torch.bfloat16)
    config = LoraConfig(r=settings.rank, lora_alpha=settings.alpha, target_modules=list(TARGETS))
    inject_adapter_in_model(config, backbone)
    # On a processor dropout and fused attention take three quarters of the time of a step.
    backbone.set_attn_implementation("eager")
    for module in backbone.modules():
        if isinstance(module, torch.nn.Dropout):
            module.p = 0.0
    for name, weight in backbone.named_parameters():
        learned = ".lora_" in name
        weight.requires_grad_(learned)
        weight.data = weight.data.float() if learned else weight.data
    with tempfile.TemporaryDirectory() as folder:
        SentenceTransformerTrainer(
            model=model,
            args=_arguments(folder, settings),
            train_dataset=_dataset(rows, kept, settings),
            loss=SituationLoss(model, settings, proxies=proxies, plain=plain, routes=routes),
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
        prompts={"situation": QUERY, "item": PASSAGE},
        logging_steps=50,
        report_to="none",
        save_strategy="no",
    )


def _in_order(dataset: datasets.Dataset, **options: Any) -> DefaultBatchSampler:
    return DefaultBatchSampler(
        torch.utils.data.SequentialSampler(dataset), options["batch_size"], options["drop_last"]
    )


def _dataset(rows: Sequence[Row], general: Sequence[str], settings: TrainingSettings) -> datasets.Dataset:
    """Return the rows, each with a general text and its number.

    Of a batch only the first `with_general` are looked at, so the next batch goes on from there.
    """
    numbers = [
        (at // settings.batch * settings.with_general + at % settings.batch) % len(general)
        for at in range(len(rows))
    ]
    return datasets.Dataset.from_dict(
        {
            "situation": [row.situation for row in rows],
            "item": [row.item for row in rows],
            "general": [general[number] for number in numbers],
            "label": [[*row.targets, number] for row, number in zip(rows, numbers, strict=True)],
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

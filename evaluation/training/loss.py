"""What is learned: that a text's vector says its article, its danger, and whether it is ours."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import torch
from torch.nn.functional import cross_entropy, kl_div, log_softmax, normalize

from evaluation.training.rows import MOST_ALSO, NOTHING

Features = dict[str, torch.Tensor]
Model = Callable[[Features], Features]

_NEVER = -1e4
_STRETCH, _PACE = 16.0, 10.0
_SHARP = 0.02  # of the neighbours of a general text: cosines of this encoder lie close together
_TOGETHER = 32  # texts of about one length that go through the network at once


@dataclass(frozen=True, slots=True)
class TrainingSettings:
    """How the adapter is trained; `batch` is in situations, of which `with_item` bring an item along.

    `temperature` divides the cosines, `also` is how much an article that helps too counts beside the own
    one. `item`, `danger`, `scope` and `general` are the weights of those losses beside that of the article;
    the first `with_general` of a batch bring a general text along.
    """

    rank: int = 32
    alpha: int = 64
    batch: int = 64
    with_item: int = 16
    with_general: int = 48
    epochs: int = 4
    rate: float = 4e-4
    warmup: float = 0.08
    temperature: float = 0.05
    also: float = 0.3
    item: float = 0.3
    danger: float = 0.5
    scope: float = 0.3
    general: float = 8.0
    max_length: int = 96
    seed: int = 20261127


class SituationLoss(torch.nn.Module):  # type: ignore[misc]  # torch is not followed by mypy
    """Five things at once, read from one vector of a text.

    Which article a situation is of, and which an item: softmax over a proxy of each article, learned too and
    thrown away afterwards (Movshovitz-Attias et al., 2017, "No Fuss Distance Metric Learning using
    Proxies"); articles that help too count for a part. Which danger, and whether the knowledge base is for
    it at all: a linear layer each, thrown away as well. And that a general text keeps its place among other
    texts, `plain` (texts, dimensions): what the encoder could do is not to be forgotten (Li & Hoiem, 2016,
    "Learning without Forgetting").
    """

    def __init__(
        self,
        model: Model,
        settings: TrainingSettings,
        *,
        proxies: torch.Tensor,
        plain: torch.Tensor,
        routes: int,
    ) -> None:
        super().__init__()
        self.model = model
        self.settings = settings
        self.register_buffer("unknown", ~proxies.any(dim=1))
        self.register_buffer("plain", plain)
        # Small numbers, so that they move fast with the rate of the rest.
        self.proxies = torch.nn.Parameter(proxies / _PACE)
        self.route = torch.nn.Linear(proxies.shape[1], routes)
        self.inside = torch.nn.Linear(proxies.shape[1], 2)

    def forward(self, sentence_features: Iterable[Features], labels: torch.Tensor) -> torch.Tensor:
        """Return the loss; `labels` has a row's targets and the number of its general text, (batch, 8)."""
        situations, items, general = sentence_features
        settings = self.settings
        taken = (situations, _first(items, settings.with_item), _first(general, settings.with_general))
        found = [embedded(self.model, features) for features in taken]
        # What is compared is not to lose its last digits, whatever the network works in.
        with torch.autocast(found[0].device.type, enabled=False):
            told, some, kept = [normalize(each.float(), dim=1) for each in found]
            moved = moved_loss(kept, self.plain[labels[: len(kept), -1]])
            return self._loss(told, some, labels[:, :-1]) + settings.general * moved

    def _loss(self, told: torch.Tensor, items: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
        own, also = labels[:, 0], labels[:, 1 : 1 + MOST_ALSO]
        passage, route, inside = labels[:, 1 + MOST_ALSO :].T
        article = self._missed(told, own, also=also)
        item = self._missed(items, passage[: len(items)])
        # Unit vectors are short for a linear layer: longer ones let it learn.
        far = told * _STRETCH
        danger = mean_loss(self.route(far), route)
        scope = mean_loss(self.inside(far), inside)
        weights = self.settings
        return article + weights.item * item + weights.danger * danger + weights.scope * scope

    def _missed(
        self, vectors: torch.Tensor, own: torch.Tensor, *, also: torch.Tensor | None = None
    ) -> torch.Tensor:
        """Return the surprise at the own article and, for a part, at those that help too."""
        scores = vectors @ normalize(self.proxies, dim=1).T / self.settings.temperature
        logs = log_softmax(scores.masked_fill(self.unknown, _NEVER), dim=1)
        columns = torch.arange(scores.shape[1], device=scores.device)
        wanted = (own[:, None] == columns).float()
        if also is not None:
            helps_too = (also[:, :, None] == columns).any(dim=1) & (own[:, None] != columns) & ~self.unknown
            wanted = wanted + self.settings.also * helps_too
        known = own != NOTHING
        missed = -(wanted * logs).sum(dim=1) / wanted.sum(dim=1).clamp(min=1)
        return missed[known].sum() / known.sum().clamp(min=1)


def moved_loss(vectors: torch.Tensor, plain: torch.Tensor) -> torch.Tensor:
    """Return how far texts moved from where they were, and among each other; both of shape (texts, dims).

    The squared distance, and the divergence between who is whose neighbour, before and after.
    """
    apart = (vectors - plain).square().sum(dim=1).mean()
    itself = torch.eye(len(vectors), dtype=torch.bool, device=vectors.device)
    after, before = [
        log_softmax((each @ each.T / _SHARP).masked_fill(itself, _NEVER), dim=1) for each in (vectors, plain)
    ]
    return apart + kl_div(after, before, log_target=True, reduction="batchmean")


def mean_loss(scores: torch.Tensor, classes: torch.Tensor) -> torch.Tensor:
    """Return the mean cross-entropy over the rows that have a class; 0 where none has."""
    summed = cross_entropy(scores, classes, ignore_index=NOTHING, reduction="sum")
    return summed / (classes != NOTHING).sum().clamp(min=1)


def embedded(model: Model, features: Features) -> torch.Tensor:
    """Return the vectors of a padded batch, its texts taken by length, so that little padding is computed."""
    lengths = features["attention_mask"].sum(dim=1)
    order = torch.argsort(lengths)
    parts = []
    for chosen in order.split(_TOGETHER):
        width = int(lengths[chosen].max())
        part = {name: features[name][chosen, :width] for name in ("input_ids", "attention_mask")}
        parts.append(model(part)["sentence_embedding"])
    return torch.cat(parts)[torch.argsort(order)]


def _first(features: Features, count: int) -> Features:
    return {name: features[name][:count] for name in ("input_ids", "attention_mask")}

"""Weights and thresholds: data, with the measurement that chose them, per model."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path

from retrieval.heads import load_heads

PATH = Path(__file__).with_name("settings.json")


@dataclass(frozen=True, slots=True)
class Settings:
    """How scores are made and read.

    Ranking: `dense_weight` of the convex fusion; `article_layer_weight` of what was learned of the article
    beside that, where a model has heads; `whole_weight` of the text as a whole against its best
    sentences; `depth_weight` of the second and third passage of an article against its best; `background`
    is taken off the cosine of articles that are not about a situation.
    Outcome: the value (`retrieval.scope`) at which an answer is as likely right as wrong (`answer_middle`),
    how steep that is (`answer_slope`, per unit of value), the confidences from which an answer is given
    (`advice_from`) or given with doubt (`uncertain_from`), and the part of the head of scope in the value
    (`scope_weight`).
    Safety: the same for how near a text is to danger (`danger_middle`, `danger_slope`), the part of the
    text as a whole in that (`danger_whole`), how much of what its words say is added (`words_weight`), the
    score that a danger term gives at least (`term_from`), those from which a panel opens (`concern_from`)
    and an acute signal is taken as such (`acute_from`; with heads also the log-odds of acute, from
    `acute_odds_from`), how far below the likeliest a further route may lie, before its value is mapped to a
    score (`route_within`), the score from which a route that hides the family does so without opening its
    panel (`family_from`), and that from which the best article opens the panel of its own danger route
    (`along_from`).
    """

    dense_weight: float
    article_layer_weight: float
    whole_weight: float
    depth_weight: float
    background: float
    answer_middle: float
    answer_slope: float
    advice_from: float
    uncertain_from: float
    scope_weight: float
    danger_whole: float
    words_weight: float
    danger_middle: float
    danger_slope: float
    term_from: float
    concern_from: float
    acute_from: float
    acute_odds_from: float
    route_within: float
    family_from: float
    along_from: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """The settings for one model; `own` is False where they were chosen with another model."""

    settings: Settings
    own: bool


@lru_cache(maxsize=8)
def load_settings(model_id: str, path: Path = PATH) -> Calibration:
    """Return the settings chosen with this model, else those of a model that is read in the same way.

    That is the packaged model: adapted, with heads, or without.
    """
    data = json.loads(path.read_text(encoding="utf-8"))
    names = {field.name for field in fields(Settings)}
    own = model_id in data["models"]
    other = data["default"] if load_heads(model_id) is None else data["default with heads"]
    chosen = data["models"][model_id if own else other]
    return Calibration(Settings(**{name: chosen[name] for name in names}), own)

import math
from dataclasses import replace

import pytest
import torch

from evaluation.training.loss import SituationLoss, TrainingSettings, embedded, mean_loss, moved_loss
from evaluation.training.rows import MOST_ALSO, NOTHING

VECTORS = torch.tensor([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
ONLY_ARTICLES = TrainingSettings(
    temperature=1.0, with_item=1, with_general=1, item=0.0, danger=0.0, scope=0.0, general=0.0
)


def model(features: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """A text is the number of its vector, however often it is repeated."""
    return {"sentence_embedding": VECTORS[features["input_ids"][:, 0]]}


def texts(*numbers: int) -> dict[str, torch.Tensor]:
    width = max(numbers) + 1
    ids = torch.tensor([[number] * width for number in numbers])
    mask = torch.tensor([[1] * (number + 1) + [0] * (width - number - 1) for number in numbers])
    return {"input_ids": ids, "attention_mask": mask}


def target(own: int, *also: int, passage: int = 0, route: int = NOTHING) -> list[int]:
    return [own, *also, *[NOTHING] * (MOST_ALSO - len(also)), passage, route, 1]


def loss_of(
    told: int, wanted: list[int], *, proxies: torch.Tensor = VECTORS, kept: int = 0, **changed: float
) -> float:
    settings = replace(ONLY_ARTICLES, **changed)
    made = SituationLoss(model, settings, proxies=proxies, plain=VECTORS, routes=2)
    return made([texts(told), texts(0), texts(0)], torch.tensor([[*wanted, kept]])).item()


def test_vectors_come_back_in_the_order_of_the_texts() -> None:
    assert embedded(model, texts(2, 0, 1)).tolist() == VECTORS[[2, 0, 1]].tolist()


def test_the_loss_is_the_surprise_at_the_own_article() -> None:
    # Cosines 1, 0 and 0 with the three proxies.
    assert loss_of(0, target(0)) == pytest.approx(math.log(math.e + 2) - 1, abs=1e-5)
    assert loss_of(0, target(1)) == pytest.approx(math.log(math.e + 2), abs=1e-5)


def test_an_article_that_helps_too_counts_for_a_part() -> None:
    near, far = math.log(math.e + 2) - 1, math.log(math.e + 2)
    assert loss_of(0, target(1, 0), also=0.5) == pytest.approx((far + 0.5 * near) / 1.5, abs=1e-5)
    assert loss_of(0, target(1, 0), also=0.0) == loss_of(0, target(1))
    assert loss_of(0, target(0, 0)) == loss_of(0, target(0))


def test_an_article_without_situations_is_no_answer() -> None:
    without = VECTORS.clone()
    without[2] = 0
    assert loss_of(0, target(0), proxies=without) == pytest.approx(math.log(math.e + 1) - 1, abs=1e-5)


def test_a_situation_without_an_article_or_a_known_danger_teaches_nothing_of_either() -> None:
    assert loss_of(0, target(NOTHING)) == 0
    assert loss_of(0, target(NOTHING), danger=1.0) == 0
    assert loss_of(0, target(NOTHING, route=1), danger=1.0) > 0


def test_an_article_without_situations_does_not_help_either() -> None:
    without = VECTORS.clone()
    without[2] = 0
    assert loss_of(0, target(0, 2), proxies=without) == loss_of(0, target(0), proxies=without)


def test_a_general_text_is_to_stay_where_it_was() -> None:
    # The text is the first vector; it was there, or at a right angle, which is a squared distance of 2.
    assert loss_of(0, target(NOTHING), kept=0, general=0.5) == pytest.approx(0)
    assert loss_of(0, target(NOTHING), kept=1, general=0.5) == pytest.approx(1)


def test_texts_that_move_together_stay_neighbours() -> None:
    before = torch.nn.functional.normalize(
        torch.tensor([[1.0, 0.1, 0.0], [1.0, 0.0, 0.1], [0.0, 1.0, 0.0]]), dim=1
    )
    turned = before[:, [1, 2, 0]]
    apart = float((turned - before).square().sum(dim=1).mean())
    assert float(moved_loss(before, before)) == pytest.approx(0, abs=1e-6)
    assert float(moved_loss(turned, before)) == pytest.approx(apart, abs=1e-4)
    # As far, each on its own: who is whose neighbour changes too.
    scattered = torch.stack([turned[0], -turned[1], turned[2]])
    assert float(moved_loss(scattered, before)) > float((scattered - before).square().sum(dim=1).mean()) + 1


def test_an_item_is_to_say_its_article_too() -> None:
    own, other = loss_of(0, target(NOTHING), item=1.0), loss_of(0, target(NOTHING, passage=1), item=1.0)
    assert own == pytest.approx(math.log(math.e + 2) - 1, abs=1e-5)
    assert other > own


def test_a_mean_of_nothing_is_nothing() -> None:
    assert float(mean_loss(torch.ones(2, 3), torch.full((2,), NOTHING))) == 0

from dataclasses import asdict, replace

import pytest

from evaluation.systems import DEFAULT, PRODUCT, SYSTEMS, WEIGHTS, parse_system
from kb.errors import QueryError
from retrieval.settings import load_settings

BASE = load_settings("fake").settings


def changed(text: str) -> dict[str, float]:
    """Return what a system has other than the settings of `vraag`."""
    before, after = asdict(BASE), asdict(parse_system(text).settings(BASE))
    return {name: value for name, value in after.items() if value != before[name]}


def test_the_product_has_the_settings_of_a_question() -> None:
    assert parse_system(PRODUCT).settings(BASE) == BASE


@pytest.mark.parametrize(("name", "weight"), [("bm25", 0.0), ("dense", 1.0)])
def test_the_others_are_one_side_of_the_fusion(name: str, weight: float) -> None:
    learned = replace(BASE, article_layer_weight=0.5)
    assert parse_system(name).settings(learned) == replace(
        BASE, dense_weight=weight, article_layer_weight=0.0
    )


def test_options_change_weights_and_nothing_else() -> None:
    assert changed("hybride:dense_weight=0.85, background=1") == {"dense_weight": 0.85, "background": 1.0}


def test_an_option_goes_before_what_the_name_says() -> None:
    assert changed("bm25:dense_weight=0.25,depth_weight=0") == {"dense_weight": 0.25, "depth_weight": 0.0}


def test_a_system_is_called_as_it_was_asked_for() -> None:
    assert parse_system("hybride:dense_weight=0.8").name == "hybride:dense_weight=0.8"
    assert [parse_system(name).name for name in DEFAULT] == list(SYSTEMS)


@pytest.mark.parametrize(
    ("text", "alone"),
    [
        ("bm25", True),
        ("hybride:dense_weight=0", True),
        ("dense", False),
        ("hybride", False),
        ("bm25:dense_weight=0.1", False),
    ],
)
def test_only_words_count_where_the_dense_weight_is_nothing(text: str, alone: bool) -> None:
    assert parse_system(text).lexical_only is alone


@pytest.mark.parametrize("text", ["", "splade", "BM25", " hybride", "hybride-dense_weight"])
def test_an_unknown_name_is_refused_with_those_that_there_are(text: str) -> None:
    with pytest.raises(QueryError, match="bestaat niet") as caught:
        parse_system(text)
    assert all(name in caught.value.todo for name in SYSTEMS)


@pytest.mark.parametrize("key", ["gewicht", "answer_middle", "concern_from", ""])
def test_an_unknown_option_is_refused_with_those_that_there_are(key: str) -> None:
    with pytest.raises(QueryError, match="bestaat niet") as caught:
        parse_system(f"hybride:{key}=0.5")
    assert all(name in caught.value.todo for name in WEIGHTS)


@pytest.mark.parametrize("value", ["", "veel", "1.01", "-0.1", "nan", "inf", "0,5"])
def test_a_weight_is_a_number_from_0_to_1(value: str) -> None:
    with pytest.raises(QueryError, match="dense_weight"):
        parse_system(f"hybride:dense_weight={value}")

import json

from retrieval.settings import PATH, load_settings


def test_a_model_with_settings_of_its_own_gets_them() -> None:
    default = json.loads(PATH.read_text(encoding="utf-8"))["default"]
    assert load_settings(default).own


def test_another_model_gets_those_of_the_default_and_says_so() -> None:
    default = json.loads(PATH.read_text(encoding="utf-8"))["default"]
    other = load_settings("een-ander-model")
    assert not other.own
    assert other.settings == load_settings(default).settings


def test_an_answer_with_doubt_needs_less_than_an_answer() -> None:
    settings = load_settings("fake").settings
    assert 0 < settings.uncertain_from < settings.advice_from < 1


def test_the_settings_stand_with_the_measurement_that_chose_them() -> None:
    for model in json.loads(PATH.read_text(encoding="utf-8"))["models"].values():
        assert {"dataset", "queries", "nDCG@10"} <= set(model["measured"])

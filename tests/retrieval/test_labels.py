import pytest

from retrieval.labels import without_labels


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("een Poolse leerling", "een leerling"),
        ("Marokkaanse leerling van 16", "leerling van 16"),
        ("een Oost-Europees gezin", "een gezin"),
        ("gezin (Syrisch)", "gezin ()"),
    ],
)
def test_a_group_label_is_left_out(text: str, bare: str):
    assert without_labels(text) == bare


@pytest.mark.parametrize("text", ["een polshorloge", "Turkstra belde", "uitgescholden voor jood", "de wijk"])
def test_what_only_looks_like_one_stays(text: str):
    assert without_labels(text) == text


def test_a_text_of_nothing_else_stays():
    assert without_labels("Turks") == "Turks"


def test_lines_stay_lines():
    assert without_labels("een Turkse vader\nen moeder") == "een vader\nen moeder"


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("een Kazachse leerling kijkt weg", "een leerling kijkt weg"),
        ("met mijn Laotiaanse collega", "met mijn collega"),
    ],
)
def test_an_adjective_with_a_capital_that_nobody_listed_is_left_out(text: str, bare: str):
    assert without_labels(text) == bare


@pytest.mark.parametrize(
    "text",
    ["Psychische klachten en niks helpt", "ik ben Els", "juf Ilse. Daarna ging het mis"],
)
def test_names_and_first_words_stay(text: str):
    assert without_labels(text) == text

import pytest

from retrieval.labels import without_labels


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("een Poolse leerling", "een leerling"),
        ("Marokkaanse leerling van 16", "Leerling van 16"),
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


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("een jezidische moeder zegt niets", "een moeder zegt niets"),
        ("Kazachse vader wil niet met mij praten", "Vader wil niet met mij praten"),
        ("Hij zwijgt. Boliviaanse jongen van acht", "Hij zwijgt. jongen van acht"),
    ],
)
def test_a_people_or_a_faith_that_nobody_listed_is_left_out(text: str, bare: str):
    assert without_labels(text) == bare


@pytest.mark.parametrize(
    "text",
    [
        "een praktische vraag van een medische kant",
        "Losse tanden, en hij zegt niet hoe",
        "Dagelijkse ruzie met een broer",
        "epileptische aanval van een kind",
        "In der Klasse sitzt ein Junge und weint",
        "Mees zegt niet waar hij slaapt",
    ],
)
def test_ordinary_words_that_end_so_stay(text: str):
    assert without_labels(text) == text


def test_a_text_that_began_with_a_label_is_the_text_without_it():
    assert without_labels("Poolse vader belt niet") == without_labels("Vader belt niet")

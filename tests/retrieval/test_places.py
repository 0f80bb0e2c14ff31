import itertools
import json

import pytest

from index.refresh import OpenIndex
from retrieval import places


def test_the_filters_on_job_and_age_tell_the_place() -> None:
    filters = {"beroepsgroep": ("leerkracht-po", "jongerenwerker"), "leeftijd": ("voorschools-0-4",)}
    assert places.asker_places(filters, "Vader belt.") == {"po", "kinderopvang"}


def test_the_filters_go_before_the_text() -> None:
    assert places.asker_places({"beroepsgroep": ("docent-vo-mbo",)}, "in groep 6") == {"vo-mbo"}
    assert places.asker_places({"beroepsgroep": ("jongerenwerker",)}, "in groep 6") == {"po"}


def test_places_of_jobs_and_ages_are_values_of_the_vocabulary(own_index: OpenIndex) -> None:
    vocabulary = own_index.generation.kb.vocabulary
    assert set(places.PLACE_OF_JOB) <= set(vocabulary.values("beroepsgroep"))
    assert set(places.PLACE_OF_AGE) <= set(vocabulary.values("leeftijd"))
    found = set(itertools.chain(places.PLACE_OF_JOB.values(), places.PLACE_OF_AGE.values()))
    assert found <= set(vocabulary.values("plaats"))
    assert set(json.loads(places.PATH.read_text(encoding="utf-8"))) == set(vocabulary.values("plaats"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("werkstuk groep 8, ouder vindt het te heftig", {"po"}),
        ("ramadan en toetsweek, slaperige brugklas", {"vo-mbo"}),
        ("Twee pm'ers en een dreumes die huilt", {"kinderopvang"}),
        ("huisbezoek bij een cliënt", {"wijkteam"}),
        ("de directeur wil een regel voor iedereen", {"school-of-team"}),
        ("een groep van 8 jongens bij het station", set()),
        ("in een groep staan er 8", set()),
        ("Vader komt niet op gesprekken.", set()),
    ],
)
def test_words_tell_the_place(text: str, expected: set[str]) -> None:
    assert places.told_places(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Meisje van 9 zegt niets.", {"po"}),
        ("zij is 15 en wil wel praten", {"vo-mbo"}),
        ("een 2-jarige die bijt", {"kinderopvang"}),
        ("Hij is 12.", set()),
        ("Ze is 34 en alleen.", set()),
        ("Een dochter van 5 en een zoon van 14", {"po", "vo-mbo"}),
    ],
)
def test_where_no_place_is_named_an_age_tells_it(text: str, expected: set[str]) -> None:
    assert places.told_places(text) == expected


def test_a_named_place_goes_before_an_age() -> None:
    assert places.told_places("brugklas, een broertje van 6") == {"vo-mbo"}


@pytest.mark.parametrize(
    "text",
    ["om 5 uur is 9 euro weg", "van 3 weken verlof", "van 9:30 tot 11", "is 10 minuten te laat", "van 150"],
)
def test_other_numbers_are_no_ages(text: str) -> None:
    assert places.told_ages(text) == ()

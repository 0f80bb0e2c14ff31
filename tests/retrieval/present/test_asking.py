import dataclasses
from collections.abc import Callable, Mapping

import pytest

from index.refresh import OpenIndex
from kb.create import Wish
from kb.errors import QueryError
from retrieval.present.asking import Asker, ask_what_is_missing, numbers_in

GIVEN = {
    "thema": ("veiligheid",),
    "leefdomein": ("school",),
    "leeftijd": ("volwassen",),
    "beroepsgroep": ("jongerenwerker",),
    "route": ("geen",),
}
TAKEN = {"kijkt-weg": "articles/veiligheid/kijkt-weg.md"}
Answered = Callable[..., tuple[Wish, list[str]]]


@pytest.fixture
def answered(small_index: OpenIndex) -> Answered:
    """Return the wish after these answers, and everything that was shown."""

    def run(wish: Wish, *answers: str, taken: Mapping[str, str] = TAKEN) -> tuple[Wish, list[str]]:
        left, shown = list(answers), []

        def ask(question: str) -> str:
            shown.append(question)
            return left.pop(0)

        done = ask_what_is_missing(wish, small_index.generation.kb, taken, Asker(ask, shown.append))
        assert left == []
        return done, shown

    return run


def without(*facets: str) -> dict[str, tuple[str, ...]]:
    return {facet: values for facet, values in GIVEN.items() if facet not in facets}


@pytest.mark.parametrize(
    ("answer", "numbers"),
    [
        ("3", (3,)),
        ("1,3", (1, 3)),
        ("3 1", (3, 1)),
        ("1, 2 en 4", (1, 2, 4)),
        ("2-4;1", (2, 3, 4, 1)),
        ("1 - 3", (1, 2, 3)),
        ("2,2", (2,)),
    ],
)
def test_numbers_are_read_as_people_write_them(answer: str, numbers: tuple[int, ...]) -> None:
    assert numbers_in(answer, 4, several=True) == numbers


@pytest.mark.parametrize("answer", ["0", "5", "x", "1,x", "3-9", "3-2", "-1", "1.", "²", "9999"])
def test_what_is_not_in_the_list_is_refused(answer: str) -> None:
    with pytest.raises(QueryError, match="staat niet in de lijst"):
        numbers_in(answer, 4, several=True)


@pytest.mark.parametrize(
    ("answer", "what"), [("", "Kies een nummer"), (" , ", "Kies een nummer"), ("1,2", "Kies er één")]
)
def test_where_one_is_asked_for_it_is_one(answer: str, what: str) -> None:
    with pytest.raises(QueryError, match=what):
        numbers_in(answer, 4, several=False)


def test_what_was_given_is_not_asked_again(answered: Answered) -> None:
    wish = Wish("Een ouder huilt", "ouder-huilt", GIVEN)
    assert answered(wish) == (wish, [])


def test_everything_else_is_asked_with_the_labels_of_the_vocabulary(answered: Answered) -> None:
    wish, shown = answered(Wish(), "Een ouder huilt", "9", "1,4", "", "2", "4", "")
    assert wish.title == "Een ouder huilt"
    assert wish.slug == "ouder-huilt"
    assert wish.values == {
        "thema": ("veiligheid",),
        "leefdomein": ("thuis", "school"),
        "leeftijd": ("basisschool-4-12",),
        "beroepsgroep": ("docent-vo-mbo",),
        "route": ("eer-dwang",),
    }
    assert "   9  Veiligheid en kindermishandeling" in shown
    assert "   4  school of opvang" in shown
    assert all(len(line) < 80 for line in shown)


def test_what_the_theme_usually_has_is_proposed(answered: Answered) -> None:
    wish, shown = answered(Wish("Een ouder huilt", "x", without("leeftijd", "beroepsgroep")), "", "")
    assert wish.values["leeftijd"] == ("basisschool-4-12",)
    assert wish.values["beroepsgroep"] == ("leerkracht-po",)
    assert "Nummers [Enter: 2]:" in shown


@pytest.mark.parametrize(
    ("ages", "proposed"),
    [
        (
            [("volwassen",), ("volwassen", "voortgezet-12-18"), ("basisschool-4-12", "voortgezet-12-18")],
            "3,5",
        ),
        ([("volwassen",), ("voortgezet-12-18",), ("basisschool-4-12",)], "2,3,5"),
        ([("volwassen",), ("volwassen",), ("voortgezet-12-18",)], "5"),
    ],
)
def test_usual_is_what_half_of_the_articles_have_or_what_most_have(
    small_index: OpenIndex, ages: list[tuple[str, ...]], proposed: str
) -> None:
    kb = small_index.generation.kb
    articles = [dataclasses.replace(kb.articles[0], ages=held) for held in ages]
    kb = dataclasses.replace(kb, articles=tuple(articles))
    asked: list[str] = []
    asker = Asker(lambda question: asked.append(question) or "", lambda _line: None)
    ask_what_is_missing(Wish("Een ouder huilt", "x", without("leeftijd")), kb, {}, asker)
    assert asked == [f"Nummers [Enter: {proposed}]:"]


def test_a_theme_without_articles_has_nothing_usual(answered: Answered) -> None:
    values = {**without("leeftijd"), "thema": ("religie-en-school",)}
    wish, shown = answered(Wish("Een ouder huilt", "x", values), "", "3")
    assert wish.values["leeftijd"] == ("voortgezet-12-18",)
    assert "Nummers:" in shown
    assert any("Kies een nummer uit de lijst" in line for line in shown)


def test_without_an_answer_there_is_no_danger_route(answered: Answered) -> None:
    wish, shown = answered(Wish("Een ouder huilt", "x", without("route")), "")
    assert wish.values["route"] == ("geen",)
    assert "  13  geen gevaar" in shown


def test_a_wrong_answer_is_told_and_the_question_asked_again(answered: Answered) -> None:
    wish, shown = answered(Wish("", "x", without("thema")), "?!", "Een ouder huilt", "99", "1,2", "9")
    assert (wish.title, wish.values["thema"]) == ("Een ouder huilt", ("veiligheid",))
    told = [line for line in shown if line.startswith(("Er is", "'99'", "Kies er"))]
    assert told == [
        "Er is geen titel. Zeg in een paar woorden wat je ziet.",
        "'99' staat niet in de lijst. Typ één nummer.",
        "Kies er één. Typ één nummer.",
    ]


def test_a_name_that_is_taken_is_told_and_another_proposed(answered: Answered) -> None:
    wish, shown = answered(Wish("Kijkt weg", "", GIVEN), "kijkt-weg", "")
    assert wish.slug == "kijkt-weg-2"
    assert "articles/veiligheid/kijkt-weg.md bestaat al" in shown[0]
    assert "[Enter: kijkt-weg-2]" in shown[1]
    assert "is al van articles/veiligheid/kijkt-weg.md" in shown[2]


def test_a_title_without_letters_of_ours_has_no_name_to_propose(answered: Answered) -> None:
    wish, shown = answered(Wish("العربية", "", GIVEN), "", "arabisch")
    assert wish.slug == "arabisch"
    assert "Enter" not in shown[0]


@pytest.mark.parametrize(
    "wish", [Wish("*x*", "", {}), Wish("Een ouder", "kijkt-weg", {}), Wish("", "A B", {})]
)
def test_what_was_given_and_cannot_be_used_is_refused_before_anything_is_asked(
    answered: Answered, wish: Wish
) -> None:
    with pytest.raises(QueryError):
        answered(wish)

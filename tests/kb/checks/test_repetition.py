import pytest

from kb.checks.repetition import check_repetition
from tests.conftest import article_text

LINE = "- **Ga naast het kind zitten.** Zo hoeft het jou niet aan te kijken als het praat. [@{source}]"


@pytest.fixture
def repeated(read):
    def find(one: str, other: str) -> list[tuple[str, str]]:
        articles = [
            read(article_text("Een leerling kijkt weg", advice=one), "articles/veiligheid/een.md")[0],
            read(article_text("Vader blijft lang zwijgen", advice=other), "articles/veiligheid/twee.md")[0],
        ]
        found = [(p.rule, f"{p.path[-7:]}:{p.line}", p.what) for p in check_repetition(articles)]
        return [problem for problem in found if problem[1] == "twee.md:22"]  # the rest is one mould

    return find


def test_an_item_that_nearly_repeats_one_of_another_article_is_named_with_both_places(repeated):
    again = LINE.replace("als het praat", "als het iets vertelt")
    ((rule, where, what),) = repeated(LINE.format(source="vakkennis"), again.format(source="vakkennis"))
    assert (rule, where) == ("S09", "twee.md:22")
    assert "een, regel 22" in what


def test_what_is_said_in_other_words_is_left_alone(repeated):
    other = "- **Zoek een plek naast de ander.** Wie niet kijkt, praat soms makkelijker. [@vakkennis]"
    assert repeated(LINE.format(source="vakkennis"), other) == []


def test_what_to_do_in_danger_may_have_one_wording(repeated):
    line = LINE.format(source="tel:veilig-thuis")
    assert repeated(line, line) == []


def test_short_items_are_alike_by_chance(repeated):
    line = "- **Wacht even.** Luister dan. [@vakkennis]"
    assert repeated(line, line) == []


def test_an_item_twice_in_one_article_is_named(read):
    line = LINE.format(source="vakkennis")
    problems = check_repetition([read(article_text(advice=f"{line}\n{line}"))[0]])
    assert "in regel 22" in next(problem.what for problem in problems if problem.line == 23)

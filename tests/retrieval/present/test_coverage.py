import dataclasses
import io

import pytest

from kb.types import Item
from retrieval.curation.coverage import coverage
from retrieval.present.coverage import coverage_json, coverage_table, gap_lines
from retrieval.present.terminal import console, print_table


@pytest.fixture(scope="module")
def kb(own_index):
    return own_index.generation.kb


@pytest.fixture
def vocabulary(kb):
    return kb.vocabulary


@pytest.fixture
def one(kb):
    """One article of one theme, domain and age, with advice for one place."""
    item = Item("advies", "Doe dit.", "x", "Wat je kunt doen", "x.md", 9, place="po")
    return dataclasses.replace(
        kb.articles[0],
        theme="veiligheid",
        domains=("school",),
        ages=("basisschool-4-12",),
        checked="2026-05-17",
        items=(item,),
    )


def printed(table) -> list[str]:
    stream = io.StringIO()
    print_table(table.title, table.columns, table.rows, console(stream), note=table.note, close=True)
    return stream.getvalue().splitlines()


@pytest.mark.parametrize("columns", ["leeftijd", "plaats", "leefdomein", "beroepsgroep"])
@pytest.mark.parametrize("rows", ["thema", "leefdomein", "leeftijd"])
def test_a_table_has_every_row_whole_at_80_columns(kb, vocabulary, rows: str, columns: str) -> None:
    covered = coverage(kb.articles, vocabulary, rows=rows, columns=columns)
    lines = printed(coverage_table(covered, vocabulary, theme=None))
    assert max(map(len, lines)) <= 80
    for row in covered.rows:
        counts = [str(count) if count else "--" for count in (row.articles, *row.counts)]
        [line] = [line for line in lines if line.startswith(f"{row.value} ")]
        assert line.split()[1 : 1 + len(counts)] == counts


def test_the_oldest_check_is_a_column_and_stands_whole_in_the_title(one, vocabulary) -> None:
    table = coverage_table(
        coverage([one], vocabulary, rows="thema", columns="leeftijd"), vocabulary, theme=None
    )
    assert table.title == "1 artikel, per thema en leeftijd; oudste controle 2026-05-17"
    rows = {row[0]: row[1:] for row in table.rows}
    assert rows["veiligheid"] == ("1", "--", "1", "--", "--", "--", "2026-05")
    assert rows["taal-en-meertaligheid"] == ("--",) * 6 + ("-",)
    assert rows["alle"] == rows["veiligheid"]


def test_a_theme_is_named_in_the_title(one, vocabulary) -> None:
    covered = coverage([one], vocabulary, rows="leefdomein", columns="leeftijd")
    table = coverage_table(covered, vocabulary, theme="veiligheid")
    assert table.title.startswith("1 artikel over Veiligheid en kindermishandeling, per leefdomein")


def test_many_columns_are_letters_with_their_names_below(one, vocabulary) -> None:
    covered = coverage([one], vocabulary, rows="thema", columns="beroepsgroep")
    table = coverage_table(covered, vocabulary, theme=None)
    assert table.columns == ("thema", "aantal", *"ABCDEFGHIJKLMNO")
    count = int("leerkracht-po" in one.jobs)
    assert f"A leerkracht basisschool ({count}), B docent of mentor vo en mbo" in table.note


def test_the_names_of_columns_are_broken_where_dutch_words_may_be(one, vocabulary) -> None:
    def heads(columns: str) -> tuple[str, ...]:
        covered = coverage([one], vocabulary, rows="thema", columns=columns)
        return coverage_table(covered, vocabulary, theme=None).columns[2:-1]

    assert heads("leeftijd") == (
        "0-4\njaar",
        "4-12\njaar",
        "12-18\njaar",
        "16-27\njaar",
        "volwas-\nsenen",
    )
    assert heads("plaats")[0] == "kinder-\nopvang"
    assert all(len(line) <= 7 for head in heads("leefdomein") for line in head.split("\n"))


def test_places_tell_what_was_counted(one, vocabulary) -> None:
    covered = coverage([one], vocabulary, rows="thema", columns="plaats")
    assert "advies apart voor die plaats" in coverage_table(covered, vocabulary, theme=None).note


def test_gaps_are_told_in_words_the_first_with_the_next_command(kb, vocabulary, text_of) -> None:
    some = [article for article in kb.articles if article.theme != "taal-en-meertaligheid"]
    covered = coverage(some, vocabulary, rows="thema", columns="leeftijd")
    lines = text_of(gap_lines(covered, vocabulary, width=79)).split("\n")
    assert lines[0] == "GATEN, DE BELANGRIJKSTE EERST"
    assert lines[2] == "- Taal en meertaligheid: geen enkel artikel"
    assert lines[-1] == "Van dichtbij: handelwijzer artikel dekking --thema taal-en-meertaligheid"


def test_a_gap_within_a_row_tells_how_many_would_be_expected(one, vocabulary, text_of) -> None:
    late = dataclasses.replace(one, ages=("volwassen",), theme="religie-en-school")
    covered = coverage([one, one, one, late], vocabulary, rows="thema", columns="leeftijd")
    lines = text_of(gap_lines(dataclasses.replace(covered, rows=covered.rows[3:9:5]), vocabulary, width=79))
    assert "- Religie en levensbeschouwing op school, 4 tot 12 jaar (1)" in lines
    assert "- Veiligheid en kindermishandeling, volwassenen (1)" in lines


def test_many_gaps_are_cut_short_and_the_rest_counted(one, vocabulary, text_of) -> None:
    covered = coverage([one], vocabulary, rows="thema", columns="leeftijd")
    lines = text_of(gap_lines(covered, vocabulary, width=79)).split("\n")
    assert sum(line.startswith("- ") for line in lines) == 8
    assert lines[-2] == "En nog 13 die minder opvallen."  # 17 themes without any, 4 ages of the one


def test_a_table_without_gaps_says_so(one, vocabulary, text_of) -> None:
    everywhere = dataclasses.replace(
        one, domains=vocabulary.values("leefdomein"), ages=vocabulary.values("leeftijd")
    )
    covered = coverage([everywhere], vocabulary, rows="leefdomein", columns="leeftijd")
    assert text_of(gap_lines(covered, vocabulary, width=79)) == "Er zijn geen gaten in deze tabel."


def test_json_holds_every_count_of_four_dimensions(one, vocabulary) -> None:
    covered = coverage([one], vocabulary, rows="thema", columns="leeftijd")
    value = coverage_json([one], vocabulary, covered, themes=vocabulary.values("thema"))
    assert (value["articles"], value["oldest"]) == (1, "2026-05-17")
    assert len(value["counts"]) == 18 * 4 * 6 * 5
    assert [cell for cell in value["counts"] if cell["articles"]] == [
        {"theme": "veiligheid", "domain": "school", "place": "po", "age": "basisschool-4-12", "articles": 1}
    ]
    assert {theme["theme"]: theme["articles"] for theme in value["themes"]}["veiligheid"] == 1
    assert value["gaps"][0] == {"thema": "contact-met-ouders", "leeftijd": None, "expected": 0.0}

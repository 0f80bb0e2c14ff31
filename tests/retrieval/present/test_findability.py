import pytest

from index.refresh import OpenIndex
from kb.types import Item
from retrieval.curation.findability import Asked, Findability
from retrieval.present.findability import (
    ALL_COLUMNS,
    all_json,
    all_rows,
    all_title,
    begin_with,
    found_json,
    found_lines,
)


@pytest.fixture
def found(small_index: OpenIndex) -> Findability:
    """An article whose situations come first, first without an answer, third and twelfth."""
    kb = small_index.generation.kb
    late, look, angry = kb.article("komt-te-laat"), kb.article("kijkt-weg"), kb.article("ouder-is-boos")

    def asked(rank: int, line: int, *before, outcome="advice") -> Asked:
        item = Item("situatie", f"situatie op plaats {rank}", "x", "Zo klinkt het", late.path, line)
        return Asked(item, rank, before, outcome, 0.75)

    many = (look, angry, look)
    held = (asked(3, 61, look, angry), asked(1, 60), asked(12, 62, *many), asked(1, 63, outcome="none"))
    return Findability(late, held)


@pytest.fixture
def shown(view_of, small_index: OpenIndex, text_of):
    def text(found: Findability, *suggested: str) -> str:
        root = view_of(small_index).kb_root
        lines = found_lines(found, suggested, root, width=79)
        assert all(len(line.text) <= 79 for line in lines)
        return text_of(lines)

    return text


def test_first_stands_how_well_the_article_is_found(found: Findability, shown) -> None:
    title, *rest = shown(found).split("\n")
    assert title == "Een leerling komt te laat"
    assert " ".join(rest[:2]) == (
        "2 van de 4 situaties vinden dit artikel als eerste, 1 als tweede of derde, "
        "1 niet bij de eerste drie."
    )


def test_suggestions_stand_above_the_situations(found: Findability, shown) -> None:
    text = shown(found, "Schrijf meer.", "Schrijf korter.")
    assert text.index("- Schrijf meer.\n- Schrijf korter.") < text.index("DE SITUATIES")
    assert "wordt goed gevonden" not in text


def test_without_suggestions_nothing_has_to_be_done(found: Findability, shown) -> None:
    assert "- Niets: dit artikel wordt goed gevonden." in shown(found)


def test_the_hardest_situation_stands_first_with_what_came_before_it(found: Findability, shown) -> None:
    assert shown(found).split("DE MOEILIJKSTE EERST\n")[1].split("\n") == [
        "plaats 12   regel 62: situatie op plaats 12",
        "            ervoor: kijkt-weg, ouder-is-boos, kijkt-weg",
        "plaats 3    regel 61: situatie op plaats 3",
        "            ervoor: kijkt-weg, ouder-is-boos",
        "als eerste  regel 60: situatie op plaats 1",
        "als eerste  regel 63: situatie op plaats 1",
        "            wie dit vraagt, krijgt: geen passend advies",
    ]


def test_an_article_without_situations_says_so(found: Findability, shown) -> None:
    text = shown(Findability(found.article, ()), "Schrijf er minstens 8.")
    assert "heeft geen situaties" in text
    assert "DE SITUATIES" not in text
    assert "0 van de" not in text


def test_all_articles_are_rows_of_percentages(found: Findability) -> None:
    none = Findability(found.article, ())
    assert all_title([found, none]) == (
        "Van 4 situaties vindt 50% het eigen artikel als eerste, 75% bij de eerste drie."
    )
    rows = list(all_rows([none, found]))
    assert rows == [
        ("komt-te-laat", "-", "-", "0.00", "0"),
        ("komt-te-laat", "75%", "50%", "0.60", "4"),
    ]
    assert {len(row) for row in rows} == {len(ALL_COLUMNS)}
    assert begin_with([found]) == "Begin bovenaan: handelwijzer artikel proef komt-te-laat"


def test_no_articles_have_no_percentage() -> None:
    assert all_title([]).startswith("Van 0 situaties vindt - het")


def test_json_holds_every_situation_in_its_order(found: Findability, small_index: OpenIndex, view_of) -> None:
    value = found_json(found, ["Schrijf meer."], view_of(small_index).kb_root)
    assert (value["id"], value["situations"], value["first"], value["in_top_3"]) == ("komt-te-laat", 4, 2, 3)
    assert (value["share"], value["mrr"]) == (0.75, 0.6042)
    assert value["suggestions"] == ["Schrijf meer."]
    assert [(one["line"], one["rank"], one["outcome"]) for one in value["asked"]] == [
        (61, 3, "advice"),
        (60, 1, "advice"),
        (62, 12, "advice"),
        (63, 1, "none"),
    ]
    assert value["asked"][0]["before"][1] == {"id": "ouder-is-boos", "title": "Een ouder is boos"}


def test_json_of_all_counts_what_stands_before_most_often(found: Findability) -> None:
    [value] = all_json([found])["articles"]
    assert value["before"] == [{"id": "kijkt-weg", "times": 3}, {"id": "ouder-is-boos", "times": 2}]
    assert value["in_top_3"] == 3

import pytest

from index.refresh import OpenIndex
from retrieval.curation.backlog import Backlog, Unmet
from retrieval.present.backlog import backlog_json, backlog_lines


@pytest.fixture
def unmet(small_index: OpenIndex):
    near = tuple(small_index.generation.kb.articles[:2])

    def make(name: str, text: str = "wie huilt er", *, panel: bool = False) -> Unmet:
        return Unmet(name, text, 0.123456, panel, near)

    return make


@pytest.fixture
def shown(small_index: OpenIndex, text_of):
    def text(found: Backlog) -> list[str]:
        lines = backlog_lines(found, small_index.generation.kb.vocabulary, width=79)
        assert all(len(line.text) <= 79 for line in lines)
        return text_of(lines).split("\n")

    return text


def test_what_found_no_article_stands_by_theme_with_what_it_is_like(unmet, shown) -> None:
    lines = shown(Backlog(5, (unmet("a"), unmet("b", panel=True)), (), ()))
    assert " ".join(lines[:2]) == (
        "5 situaties: 2 zonder passend artikel, 0 waarbij een artikel misschien past, 3 met een passend "
        "artikel."
    )
    assert lines[3:6] == [
        "GEEN PASSEND ARTIKEL (2)",
        "In de buurt van: Veiligheid en kindermishandeling (2)",
        "- a: wie huilt er",
    ]
    assert " ".join(line.strip() for line in lines[6:8]) == (
        "lijkt op: Een leerling kijkt weg [kijkt-weg]; Een leerling komt te laat [komt-te-laat]"
    )
    assert "- b (wel met een veiligheidspaneel): wie huilt er" in lines
    assert lines[-1].startswith("Een nieuw artikel begin je met: handelwijzer artikel nieuw")


def test_what_is_doubtful_stands_apart(unmet, shown) -> None:
    lines = shown(Backlog(1, (), (unmet("a"),), ()))
    assert lines[0].startswith("1 situatie: 0 zonder")
    assert "PAST MISSCHIEN; KIJK OF HET KLOPT (1)" in lines
    assert not any("GEEN PASSEND" in line or "artikel nieuw" in line for line in lines)


def test_where_all_found_an_article_there_is_no_list(shown) -> None:
    assert len(shown(Backlog(2, (), (), ()))) == 2


def test_a_long_story_takes_two_lines(unmet, shown) -> None:
    lines = shown(Backlog(1, (unmet("a", "woord " * 90),), (), ()))
    told = lines[lines.index(next(line for line in lines if line.startswith("- a: "))) :]
    assert told[1].endswith("…")
    assert told[2].startswith("  lijkt op: ")


def test_json_holds_the_whole_text_and_the_errors(unmet) -> None:
    value = backlog_json(Backlog(4, (unmet("a", "x" * 999),), (unmet("b", panel=True),), ("v:3: fout",)))
    assert (value["asked"], value["fitting"], value["errors"]) == (4, 2, ["v:3: fout"])
    assert [one["text"] for one in value["none"]] == ["x" * 999]
    assert value["uncertain"][0] == {
        "id": "b",
        "text": "wie huilt er",
        "confidence": 0.12346,
        "panel": True,
        "theme": "veiligheid",
        "nearest": [
            {"id": "kijkt-weg", "title": "Een leerling kijkt weg"},
            {"id": "komt-te-laat", "title": "Een leerling komt te laat"},
        ],
    }

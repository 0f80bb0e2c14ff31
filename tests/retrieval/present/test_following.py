from pathlib import Path

import pytest

from kb.types import Problem
from retrieval.curation.follow import Change, Step
from retrieval.present.following import step_lines

PATH = "articles/veiligheid/stil.md"
KB = Path("kb").resolve()


def problem(
    line: int = 7, *, path: str = PATH, severity: str = "fout", what: str = "Hier ontbreekt iets."
) -> Problem:
    return Problem("S05", path, line, what, "Vul aan.", severity=severity)


def lines(*changes: Change, slugs: tuple[str, ...] = (), **more: object) -> list[str]:
    return list(step_lines(Step(changes, **more), KB, slugs=slugs))


def test_a_save_is_one_line_with_what_is_left_where_and_what_was_embedded(monkeypatch, tmp_path) -> None:
    monkeypatch.chdir(tmp_path)
    found = (problem(severity="waarschuwing", line=3), problem(line=9), problem(line=12))
    assert lines(Change("gewijzigd", PATH, found), embedded=3) == [
        f"stil: 2 fouten, 1 waarschuwing. {KB.as_posix()}/{PATH}:9 Hier ontbreekt iets. "
        "3 teksten opnieuw omgezet."
    ]


def test_a_save_without_problems_is_short() -> None:
    assert lines(Change("gewijzigd", PATH), embedded=1) == ["stil: geen problemen. 1 tekst opnieuw omgezet."]
    assert lines(Change("gewijzigd", PATH)) == ["stil: geen problemen."]


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (Change("nieuw", PATH), "stil (nieuw): geen problemen."),
        (Change("hernoemd", PATH, before="articles/a/oud.md"), "oud heet nu stil: geen problemen."),
        (
            Change("verplaatst", PATH, before="articles/a/stil.md"),
            "stil staat nu in articles/veiligheid: geen problemen.",
        ),
        (Change("ingetrokken", PATH), "stil is ingetrokken en doet niet meer mee: geen problemen."),
        (Change("verwijderd", PATH), "stil is weg en doet niet meer mee."),
        (Change("gewijzigd", "sources.yaml"), "sources.yaml: geen problemen."),
    ],
)
def test_each_kind_of_change_has_its_words(change: Change, line: str) -> None:
    assert lines(change) == [line]


def test_an_article_that_takes_no_part_says_so_first() -> None:
    [line] = lines(Change("gewijzigd", PATH, (problem(line=0),), left_out=True))
    assert line.startswith("stil: doet niet mee, 1 fout. ")
    assert line.endswith("stil.md Hier ontbreekt iets.")


def test_what_came_up_elsewhere_is_told_in_the_same_line() -> None:
    [line] = lines(Change("verwijderd", PATH), elsewhere=(problem(path="articles/a/noemt.md"),))
    assert line.startswith("stil is weg en doet niet meer mee. Ook nieuw: ")
    assert line.endswith("articles/a/noemt.md:7 Hier ontbreekt iets.")


def test_with_slugs_only_those_are_told_also_by_the_name_they_had() -> None:
    other = Change("gewijzigd", "articles/a/anders.md")
    renamed = Change("hernoemd", PATH, before="articles/a/oud.md")
    assert lines(other, slugs=("stil",)) == []
    assert lines(other, renamed, slugs=("oud",)) == ["oud heet nu stil: geen problemen."]
    assert lines(other, slugs=("stil",), elsewhere=(problem(path="articles/a/x.md"),), embedded=2) == []
    [line] = lines(other, slugs=("stil",), elsewhere=(problem(),))
    assert line.startswith("Ook nieuw: ")


def test_many_changes_at_once_are_cut_short() -> None:
    shown = lines(*(Change("nieuw", f"articles/a/{number}.md") for number in range(20)), embedded=300)
    assert len(shown) == 9
    assert shown[-1] == "En nog 12 andere bestanden. 300 teksten opnieuw omgezet."


def test_an_error_is_told_as_it_is_and_its_end_too() -> None:
    assert lines(error="x.yaml:3: Kapot. Kijk hier.") == ["x.yaml:3: Kapot. Kijk hier."]
    assert lines() == ["De kennisbank is weer te lezen."]
    assert lines(Change("gewijzigd", PATH), error="De schijf is vol.") == [
        "stil: geen problemen.",
        "De schijf is vol.",
    ]


def test_no_escape_code_of_a_file_reaches_the_screen() -> None:
    odd = Change("nieuw", "articles/a/\x1b[31m.md", (problem(what="\x1b[31mrood"),))
    assert "\x1b" not in "".join(lines(odd, error="\x1b[0m"))

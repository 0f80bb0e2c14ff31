"""The command line as a contract: arguments, exit codes, what stands on which stream, all in Dutch."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import cli
from evaluation.bench.process import Run as Timed
from tests.conftest import ROOT, FakeEncoder, article_text
from tests.evaluation.small import SITUATIONS, write_dataset, write_lines

FITTING = "situatie nummer 3 over een ouder is boos"
STRANGE = "toner van de printer vervangen"
FAMILY = "- Bel de ouders van het kind. [@vakkennis] {familie}"
ENGLISH = re.compile(
    r"\b(the|usage|options?|arguments?|commands?|error|missing|invalid|show|exit|message|required|default|"
    r"did you mean|no such|expected|unexpected|requires|value|try|file|integer|range|str|list|path|text)\b",
    re.IGNORECASE,
)
COMMANDS = (
    (),
    ("vraag",),
    ("lees",),
    ("evalueer",),
    ("artikel",),
    ("artikel", "controleer"),
    ("artikel", "dekking"),
    ("artikel", "herzien"),
    ("artikel", "lijkt-op"),
    ("artikel", "nieuw"),
    ("artikel", "proef"),
    ("artikel", "toon"),
    ("artikel", "bewerk"),
    ("index",),
    ("index", "bouw"),
    ("index", "status"),
    ("index", "model"),
    ("index", "opruimen"),
)
Run = Callable[..., Any]


@pytest.fixture
def run(kb_root: Path, put: Callable[..., Path], fake_encoder: FakeEncoder, tmp_path: Path) -> Run:
    """Return a function that runs the command on a small knowledge base: run("vraag", "...")."""
    put("kijkt-weg", article_text("Een leerling kijkt weg", advice=FAMILY))
    put("komt-te-laat", article_text("Een leerling komt te laat"))
    put("ouder-is-boos", article_text("Een ouder is boos"))

    def invoke(*args: str, given: bytes | str | None = None) -> Any:
        folders = ["--kb", str(kb_root), "--index", str(tmp_path / "data")]
        result = CliRunner().invoke(cli.app, [*folders, *args], input=given)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    return invoke


@pytest.fixture
def danger(run: Run) -> str:
    """A told danger in which nobody may contact the family."""
    lines = (ROOT / "kb" / "signals.yaml").read_text(encoding="utf-8").split("\neer-dwang:\n")[1].split("\n")
    return next(line for line in lines if line.strip().startswith('- "')).strip()[3:-1]


# Outcomes and exit codes.


def test_advice_exits_with_0(run: Run) -> None:
    result = run("vraag", FITTING)
    assert result.exit_code == 0
    assert "Een ouder is boos" in result.stdout
    assert "kb/articles/veiligheid/ouder-is-boos.md:" in result.stdout.replace("\n", "").replace(" ", "")


def test_no_fitting_advice_exits_with_3(run: Run) -> None:
    result = run("vraag", STRANGE)
    assert result.exit_code == 3
    assert result.stdout.startswith("Geen passend advies gevonden")


def test_no_fitting_advice_still_gives_json(run: Run) -> None:
    result = run("vraag", STRANGE, "--json")
    assert result.exit_code == 3
    assert json.loads(result.stdout)["outcome"] == "none"


def test_no_fitting_advice_may_carry_a_panel(run: Run, danger: str) -> None:
    result = run("vraag", danger)
    assert result.exit_code == 3
    assert "Dwang of dreiging om de eer" in result.stdout.split("\n")[0]


def test_a_filter_hides_no_panel(run: Run, danger: str) -> None:
    bare = json.loads(run("vraag", danger, "--json").stdout)["safety"]
    filtered = json.loads(run("vraag", danger, "--json", "--thema", "taal-en-meertaligheid").stdout)
    assert filtered["safety"] == bare
    assert filtered["articles"] == []


@pytest.mark.parametrize(
    "form", [[], ["--alles"], ["--json"], ["--markdown"], ["--html"], ["--uitleg"], ["--invoer", "-"]]
)
def test_in_danger_no_form_shows_contact_with_the_family(run: Run, put, danger: str, form: list[str]) -> None:
    front = "route: [eer-dwang]\nmeegelezen: [{rol: arts, datum: 2026-11-01}]\n"
    put("gevaar", article_text("Gevaar", front=front, advice=FAMILY, situations=[danger] * 8))
    given = json.dumps({"id": "a", "text": danger}) if "--invoer" in form else None
    result = run("vraag", *([] if given else [danger]), *form, given=given)
    assert result.exit_code == 0
    assert "Veilig Thuis" in result.stdout
    assert "Bel de ouders van het kind" not in result.stdout


def test_reading_an_article_about_such_danger_shows_no_contact_with_the_family(run: Run, put) -> None:
    put("gevaar", article_text("Gevaar", front="route: [vgv]\n", advice=FAMILY))
    result = run("lees", "gevaar")
    assert result.exit_code == 0
    assert "Bel de ouders van het kind" not in result.stdout
    assert "Bel de ouders van het kind" in run("lees", "kijkt-weg").stdout


def test_filters_are_or_within_and_and_between(run: Run, put) -> None:
    put("bidden", article_text("Een kind bidt", theme="religie-en-school"), theme="religie-en-school")

    def found(*filters: str) -> set[str]:
        answer = json.loads(run("vraag", FITTING, "--json", *filters).stdout)
        return {article["id"] for article in answer["articles"]}

    either = ("--thema", "religie-en-school", "--thema", "veiligheid")
    assert found("--thema", "religie-en-school") == {"bidden"}
    assert len(found(*either)) == 4
    assert found(*either, "--leeftijd", "volwassen") == set()


def test_an_unknown_filter_value_exits_with_2_and_names_the_nearest(run: Run) -> None:
    result = run("vraag", FITTING, "--thema", "veilighied")
    assert result.exit_code == 2
    assert "Bedoelde je 'veiligheid'?" in result.stderr
    assert result.stdout == ""


def test_the_number_of_pieces_of_advice_can_be_chosen(run: Run) -> None:
    assert len(json.loads(run("vraag", FITTING, "--json", "--aantal", "1").stdout)["advice"]) == 1


def test_an_explanation_follows_the_answer(run: Run) -> None:
    bare, explained = run("vraag", FITTING).stdout, run("vraag", FITTING, "--uitleg").stdout
    assert explained.startswith(bare)
    assert "cosinus" in explained


# Odd questions.


@pytest.mark.parametrize("text", ["", "   ", "?!...", "😀🙏", "12345", "a" * 100_000, "\udcff"])
def test_a_text_that_says_nothing_exits_with_2(run: Run, text: str) -> None:
    result = run("vraag", text)
    assert result.exit_code == 2
    assert "Er staat geen situatie" in result.stderr or "te lang" in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize(
    "text",
    [
        "الطفل يبكي في الصف",
        "дитина плаче у класі",
        "孩子在课堂上哭",
        "\x1b[31mkind\x00 huilt",
        "kind\udcff huilt",
    ],
)
def test_an_odd_text_is_answered_without_escape_codes(run: Run, text: str) -> None:
    for form in ([], ["--json"], ["--markdown"], ["--alles"], ["--uitleg"]):
        result = run("vraag", text, *form)
        assert result.exit_code == 3
        assert "\x1b" not in result.stdout
        result.stdout.encode("utf-8")


def test_a_situation_can_come_from_standard_input(run: Run) -> None:
    given = f"\ufeff{FITTING}\r\n".encode()
    assert run("vraag", "-", given=given).stdout == run("vraag", FITTING).stdout


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (b"", "geen situatie"),
        (b"\xff\xfe moeder", "geen UTF-8"),
        (b"a" * 100_000, "te lang"),
        (b" \n\n", "geen situatie"),
    ],
)
def test_standard_input_that_cannot_be_used_exits_with_2(run: Run, given: bytes, words: str) -> None:
    result = run("vraag", "-", given=given)
    assert result.exit_code == 2
    assert words in result.stderr


def test_without_a_situation_and_without_a_terminal_an_example_is_shown(run: Run) -> None:
    result = run("vraag")
    assert result.exit_code == 2
    assert "handelwijzer vraag" in result.stderr


def test_a_situation_beside_a_file_of_situations_is_not_dropped_in_silence(run: Run) -> None:
    result = run("vraag", FITTING, "--invoer", "-", given=b"")
    assert result.exit_code == 2
    assert "niet allebei" in result.stderr


@pytest.mark.parametrize("form", ["--markdown", "--alles", "--uitleg"])
def test_a_file_of_situations_gives_json_only(run: Run, form: str) -> None:
    assert run("vraag", "--invoer", "-", form, given=b"").exit_code == 2


# Many questions.


def lines_of(result: Any) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_every_line_gets_one_line_in_the_same_order(run: Run) -> None:
    given = "".join(
        json.dumps({"id": i, "text": t}) + "\n" for i, t in [("b", FITTING), ("a", STRANGE), ("b", FITTING)]
    )
    result = run("vraag", "--invoer", "-", "--json", given=given)
    assert result.exit_code == 0
    answers = lines_of(result)
    assert [answer["id"] for answer in answers] == ["b", "a", "b"]
    assert answers[0] == answers[2]
    assert [answer["outcome"] for answer in answers] == ["advice", "none", "advice"]


def test_an_answer_from_a_file_is_that_of_the_question_alone(run: Run) -> None:
    alone = json.loads(run("vraag", FITTING, "--json").stdout)
    [answer] = lines_of(run("vraag", "--invoer", "-", given=json.dumps({"id": "a", "text": FITTING})))
    assert answer == {**alone, "id": "a"}


def test_bad_lines_give_their_error_and_exit_with_1(run: Run) -> None:
    bad = [b"{", b'{"id": "x"}', b'{"id": "y", "text": ""}', b'{"id": "z", "text": "\xff"}', b"[" * 5000]
    good = json.dumps({"id": 7, "text": FITTING}).encode()
    result = run("vraag", "--invoer", "-", given=b"\n".join([b"\xef\xbb\xbf" + good, b"", *bad, b"  ", good]))
    answers = lines_of(result)
    assert result.exit_code == 1
    assert [answer["id"] for answer in answers] == ["7", None, "x", "y", None, None, "7"]
    assert [set(answer) == {"id", "error"} for answer in answers] == [False, *[True] * 5, False]
    assert "error" in result.stderr


def test_an_id_of_half_a_character_is_given_back(run: Run) -> None:
    result = run("vraag", "--invoer", "-", given=rb'{"id": "\ud800", "text": "kind huilt"}')
    assert result.exit_code == 0
    assert lines_of(result)[0]["id"] == "\ud800"


@pytest.mark.parametrize("name", ["bestaat-niet.jsonl", "."])
def test_a_file_of_situations_that_cannot_be_read_exits_with_2(run: Run, name: str) -> None:
    result = run("vraag", "--invoer", name)
    assert result.exit_code == 2
    assert name in result.stderr


def test_a_file_of_situations_may_have_windows_line_ends(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "vragen.jsonl"
    path.write_bytes(b'{"id": "a", "text": "kind huilt"}\r\n\r\n{"id": "b", "text": "kind lacht"}\r\n')
    assert [answer["id"] for answer in lines_of(run("vraag", "--invoer", str(path)))] == ["a", "b"]


# Output in a file.


@pytest.mark.parametrize("form", [[], ["--json"], ["--markdown"], ["--alles"]])
def test_an_answer_can_be_written_in_a_file(run: Run, tmp_path: Path, form: list[str]) -> None:
    path = tmp_path / "antwoord.txt"
    result = run("vraag", FITTING, *form, "-o", str(path))
    assert (result.exit_code, result.stdout) == (0, "")
    assert path.read_text(encoding="utf-8") == run("vraag", FITTING, *form).stdout
    assert str(path) in result.stderr


def test_a_file_that_cannot_be_written_exits_with_2(run: Run, tmp_path: Path) -> None:
    result = run("vraag", FITTING, "-o", str(tmp_path / "geen" / "map.json"))
    assert result.exit_code == 2
    assert "kan niet geschreven worden" in result.stderr


def test_a_question_that_fails_leaves_the_file_as_it_was(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "antwoord.json"
    path.write_text("belangrijk", encoding="utf-8")
    assert run("vraag", "", "-o", str(path)).exit_code == 2
    assert path.read_text(encoding="utf-8") == "belangrijk"


def test_a_question_that_fails_leaves_no_empty_file(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "antwoord.json"
    run("vraag", "", "-o", str(path))
    assert not path.exists()


def test_situations_and_answers_may_be_one_file(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "beide.jsonl"
    path.write_text(json.dumps({"id": "a", "text": FITTING}), encoding="utf-8")
    assert run("vraag", "--invoer", str(path), "-o", str(path)).exit_code == 0
    assert json.loads(path.read_text(encoding="utf-8"))["outcome"] == "advice"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a disk that is always full")
def test_a_full_disk_is_told_in_dutch(run: Run) -> None:
    result = run("vraag", FITTING, "-o", "/dev/full")
    assert result.exit_code == 1
    assert "De schijf is vol." in result.stderr


# The conversation card.


def test_a_card_is_written_in_a_file_or_on_the_screen(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "kaart.html"
    result = run("vraag", FITTING, "--html", "-o", str(path))
    assert (result.exit_code, result.stdout) == (0, "")
    card = path.read_text(encoding="utf-8")
    assert card == run("vraag", FITTING, "--html").stdout
    assert "<h1>Een ouder is boos</h1>" in card
    assert re.search(
        r"Gemaakt op \d+ \w+ 20\d\d met Handelwijzer \d\S+ · kennisbank [0-9a-f]{8}: 3 artikelen", card
    )


def test_the_askers_words_are_on_a_card_only_when_asked_for(run: Run) -> None:
    text = f"{FITTING}. Zeldzaamwoord heeft dat gezegd"
    assert "zeldzaamwoord" not in run("vraag", text, "--html").stdout.casefold()
    told = run("vraag", text, "--html", "--met-situatie")
    assert told.exit_code == 0
    assert text in told.stdout
    assert "Kijk of er geen namen in staan." in told.stderr


def test_danger_gives_a_card_of_danger_whatever_the_outcome(run: Run, danger: str, tmp_path: Path) -> None:
    path = tmp_path / "kaart.html"
    result = run("vraag", danger, "--html", "-o", str(path))
    assert result.exit_code == 3
    card = path.read_text(encoding="utf-8")
    assert "Eerst veiligheid: Dwang of dreiging om de eer" in card
    assert "Informeer de familie niet" in card
    assert "0800-2000" in card
    assert danger not in card


@pytest.mark.parametrize("before", [None, "een oudere kaart"])
def test_where_nothing_fits_no_card_is_made(run: Run, tmp_path: Path, before: str | None) -> None:
    path = tmp_path / "kaart.html"
    if before is not None:
        path.write_text(before, encoding="utf-8")
    result = run("vraag", STRANGE, "--html", "-o", str(path))
    assert (result.exit_code, result.stdout) == (3, "")
    assert "Geen passend advies gevonden" in result.stderr
    assert "Er is geen gesprekskaart gemaakt." in result.stderr
    assert "Geschreven" not in result.stderr
    assert (path.read_text(encoding="utf-8") if path.exists() else None) == before


@pytest.mark.parametrize("other", ["--json", "--markdown", "--alles", "--uitleg"])
def test_a_card_beside_another_form_exits_with_2(run: Run, other: str) -> None:
    result = run("vraag", FITTING, "--html", other)
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"gaat niet samen met {other}" in result.stderr


def test_a_card_of_many_situations_exits_with_2(run: Run) -> None:
    result = run("vraag", "--html", "--invoer", "-", given=b"")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "gaat niet samen met --invoer" in result.stderr


@pytest.mark.parametrize("form", [[], ["--json"]])
def test_the_askers_words_without_a_card_exit_with_2(run: Run, form: list[str]) -> None:
    result = run("vraag", FITTING, "--met-situatie", *form)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Zet --html erbij" in result.stderr


# What an article holds is shown, never obeyed.


@pytest.mark.parametrize("form", [[], ["--alles"], ["--markdown"], ["--html"], ["--json"]])
def test_marks_and_codes_in_an_article_are_not_obeyed(run: Run, put, form: list[str]) -> None:
    odd = "[red]x[/red] [link=https://kwaad.nl]klik[/link] \x1b[31mrood \x1b]8;;http://kwaad\x07"
    text = article_text(
        f"Een {odd} titel", advice=f"- {odd} doe dit. [@vakkennis]", situations=["vreemde zaak"] * 8
    )
    put("vreemd", text)
    result = run("vraag", "vreemde zaak", *form)
    assert result.exit_code == 0
    assert "\x1b" not in result.stdout
    assert "\x07" not in result.stdout
    assert "[red]x[/red]" in result.stdout.replace("\\", "")


def test_a_message_repeats_no_escape_codes(run: Run) -> None:
    for args in (("lees", "\x1b[31mx"), ("vraag", FITTING, "--thema", "\x1b[31mx"), ("\x1b[31mx",)):
        result = run(*args)
        assert result.exit_code == 2
        assert "\x1b" not in result.stderr


# Reading.


def test_an_article_can_be_read(run: Run) -> None:
    result = run("lees", "kijkt-weg")
    assert result.exit_code == 0
    assert result.stdout.startswith("Een leerling kijkt weg")
    assert "kijkt-weg.md:" in result.stdout


def test_a_near_miss_names_what_was_meant(run: Run) -> None:
    result = run("lees", "kijkt-wegg")
    assert result.exit_code == 2
    assert "Bedoelde je kijkt-weg" in result.stderr


# The knowledge base and the index.


def test_a_broken_article_is_named_and_the_others_still_answer(run: Run, put) -> None:
    put("kapot", "# Zonder kopregels\n")
    result = run("vraag", FITTING)
    assert result.exit_code == 0
    assert "kapot.md" in result.stderr
    assert "artikel controleer" in result.stderr


def test_all_problems_are_listed_with_path_and_line_and_exit_with_1(run: Run, put) -> None:
    put("kapot", "# Zonder kopregels\n")
    put("stuk", article_text().replace("[@vakkennis]", "[@bestaat-niet]"))
    result = run("artikel", "controleer")
    assert result.exit_code == 1
    assert re.search(r"kapot\.md:1: fout S01", result.stdout)
    assert re.search(r"stuk\.md:\d+: fout G15", result.stdout)


def test_problems_can_be_had_as_json(run: Run, put) -> None:
    put("kapot", "# Zonder kopregels\n")
    problems = json.loads(run("artikel", "controleer", "kapot", "--json").stdout)
    assert {problem["path"] for problem in problems} == {"articles/veiligheid/kapot.md"}
    assert list(problems[0]) == ["rule", "path", "line", "what", "todo", "severity"]


def test_an_article_without_problems_exits_with_0(run: Run) -> None:
    result = run("artikel", "controleer", "kijkt-weg")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[0] == "1 artikel, 0 fouten, 0 waarschuwingen."


def test_what_no_program_can_see_is_printed_as_a_list(run: Run) -> None:
    lines = run("artikel", "controleer", "kijkt-weg").stdout.splitlines()[1:]
    assert lines[0].startswith("Kijk zelf na")
    assert all(line.startswith("  [ ] G") and len(line) <= 80 for line in lines[1:])
    assert {"G17", "G21", "G22", "G25"} <= {line.split()[2] for line in lines[1:] if line.split()[2:]}


def test_a_thorough_check_finds_a_name_and_tells_how_hard_a_text_is(
    run: Run, put, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import spacy

    nlp = spacy.blank("nl")
    nlp.add_pipe("entity_ruler").add_patterns([{"label": "PER", "pattern": "Piet de Vries"}])
    nlp.to_disk(tmp_path / "pijplijn")
    monkeypatch.setenv("HANDELWIJZER_SPACY", str(tmp_path / "pijplijn"))
    put("genoemd", article_text().replace("- Meteen oordelen.", "- Piet de Vries bellen."))
    result = run("artikel", "controleer", "genoemd", "--grondig")
    assert result.exit_code == 0
    assert "G17: Is 'Piet de Vries' een persoon?" in result.stdout
    assert "Leesbaarheid (Flesch-Douma 1960" in result.stdout
    assert "pijplijn" in result.stderr


def test_without_a_trained_pipeline_a_thorough_check_says_what_it_did_not_do(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("spacy.util.is_package", lambda _name: False)
    result = run("artikel", "controleer", "kijkt-weg", "--grondig")
    assert result.exit_code == 0
    assert "herkent geen namen van personen; die zijn niet nagekeken" in result.stderr


def test_a_pipeline_that_does_not_open_is_named(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDELWIJZER_SPACY", "bestaat_niet")
    result = run("artikel", "controleer", "kijkt-weg", "--grondig")
    assert result.exit_code == 1
    assert "bestaat_niet: Deze spaCy-pijplijn gaat niet open." in result.stderr


def test_checking_an_article_that_is_not_there_exits_with_2(run: Run) -> None:
    assert run("artikel", "controleer", "bestaat-niet").exit_code == 2


# Writing an article.

NEW = ("artikel", "nieuw", "Een kind wil niet naar huis")
FACETS = (
    *("--thema", "veiligheid", "--leefdomein", "school", "--leefdomein", "thuis"),
    *("--leeftijd", "basisschool-4-12", "--beroepsgroep", "leerkracht-po"),
)


def test_a_new_article_is_begun_and_stays_out_of_answers(run: Run, kb_root: Path) -> None:
    result = run(*NEW, *FACETS, "--route", "meldcode")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[0].endswith("kb/articles/veiligheid/kind-wil-niet-huis.md")
    text = (kb_root / "articles/veiligheid/kind-wil-niet-huis.md").read_text(encoding="utf-8")
    assert "leefdomein: [thuis, school]\n" in text
    assert "# Een kind wil niet naar huis\n" in text
    assert "## Let eerst op\n" in text
    asked = run("vraag", "Een kind wil niet naar huis", "--json")
    assert "kind-wil-niet-huis" not in asked.stdout
    assert "kind-wil-niet-huis.md" in asked.stderr
    built = run("index", "bouw", "--alles")
    assert built.stderr.count("Doet niet mee") == 1


def test_what_is_left_to_do_in_a_new_article_is_told_and_nothing_else(run: Run) -> None:
    run(*NEW, *FACETS)
    result = run("artikel", "controleer", "kind-wil-niet-huis", "--json")
    assert result.exit_code == 1
    assert {problem["rule"] for problem in json.loads(result.stdout)} == {"onaf"}


def test_what_a_new_article_lacks_is_named_where_nobody_can_be_asked(run: Run, kb_root: Path) -> None:
    result = run("artikel", "nieuw", "--thema", "veiligheid")
    assert result.exit_code == 2
    assert "Dit ontbreekt nog: TITEL, --leefdomein, --leeftijd, --beroepsgroep." in result.stderr
    assert len(list(kb_root.rglob("*.md"))) == 3


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (("--thema", "veilighied"), "Bedoelde je 'veiligheid'?"),
        (("--route", "brand"), "bestaat niet bij --route"),
        (("--slug", "kijkt-weg"), "bijvoorbeeld kijkt-weg-2"),
        (("--slug", "Geen Hand"), "bijvoorbeeld geen-hand"),
    ],
)
def test_what_cannot_be_in_a_new_article_exits_with_2(
    run: Run, kb_root: Path, more: tuple[str, ...], words: str
) -> None:
    result = run(*NEW, *FACETS, *more)
    assert result.exit_code == 2
    assert words in result.stderr
    assert len(list(kb_root.rglob("*.md"))) == 3


def test_a_new_article_never_replaces_another(run: Run, kb_root: Path) -> None:
    (kb_root / "articles/veiligheid/kind-wil-niet-huis.md").write_text("van iemand", encoding="utf-8")
    result = run(*NEW, *FACETS)
    assert result.exit_code == 2
    assert "kind-wil-niet-huis-2" in result.stderr
    assert (kb_root / "articles/veiligheid/kind-wil-niet-huis.md").read_text(encoding="utf-8") == "van iemand"


def test_an_article_is_shown_as_an_answer_shows_it(run: Run) -> None:
    shown, asked = run("artikel", "toon", "ouder-is-boos"), run("vraag", FITTING)
    assert shown.exit_code == 0
    assert shown.stdout.splitlines()[0] == asked.stdout.splitlines()[0]
    assert "VRAAG" in shown.stdout
    assert "BRONNEN" in run("artikel", "toon", "ouder-is-boos", "--alles").stdout


def test_a_withdrawn_or_unfinished_article_is_shown_with_a_note(run: Run, put) -> None:
    put("weg", article_text("Oud").replace("status: concept", "status: ingetrokken"))
    put("begin", article_text("Nieuw", advice="- [vul in] Nog een."))
    for slug, title, note in (("weg", "Oud", "is ingetrokken"), ("begin", "Nieuw", "nog niet in antwoorden")):
        result = run("artikel", "toon", slug)
        assert result.exit_code == 0
        assert result.stdout.startswith(f"Gaat het hierover? {title}")
        assert note in result.stderr


def test_what_is_no_article_cannot_be_shown_and_says_why(run: Run, put) -> None:
    put("kapot", "# Zonder kopregels\n")
    result = run("artikel", "toon", "kapot")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "kapot.md:1: Dit artikel is zo niet te lezen." in result.stderr
    assert run("artikel", "toon", "kapott").exit_code == 2


@pytest.fixture
def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Make an editor of a line of Python that knows `path`; returns where it notes how it was called."""

    def make(does: str, name: str = "nano") -> Path:
        noted, program = tmp_path / "noted", tmp_path / name
        lines = (
            f"#!{sys.executable}",
            "import pathlib, sys",
            f"pathlib.Path({str(noted)!r}).write_text(' '.join(sys.argv[1:]))",
            "path = pathlib.Path(sys.argv[-1])",
            does,
        )
        program.write_text("\n".join(lines), encoding="utf-8")
        program.chmod(0o755)
        monkeypatch.delenv("VISUAL", raising=False)
        monkeypatch.setenv("EDITOR", str(program))
        return noted

    return make


def test_an_article_is_opened_at_its_first_problem_and_checked_again(run: Run, put, editor) -> None:
    path = put("stuk", article_text("Stuk").replace("- Meteen oordelen.", "- Bel 06-12345678."))
    noted = editor("path.write_text(path.read_text().replace('06-12345678', 'een collega'))")
    result = run("artikel", "bewerk", "stuk")
    assert result.exit_code == 0
    assert noted.read_text(encoding="utf-8") == f"+33 {path}"
    assert "stuk.md:33 bij: Hier staat een telefoonnummer" in result.stderr
    assert "G18" not in result.stdout


def test_what_an_edit_leaves_is_listed(run: Run, put, editor) -> None:
    put("kapot", "# Zonder kopregels\n")
    editor("path.write_text('---\\n')")
    result = run("artikel", "bewerk", "kapot")
    assert result.exit_code == 0
    assert "kapot.md:1: fout S01: De kopregels (front matter) hebben geen einde." in result.stdout


def test_an_article_without_problems_is_opened_at_its_first_line(run: Run, put, editor) -> None:
    for slug in ("komt-te-laat", "ouder-is-boos"):  # they repeat what the first one says
        put(slug, article_text(slug, advice="- Doe.").replace("status: concept", "status: ingetrokken"))
    noted = editor("")
    result = run("artikel", "bewerk", "kijkt-weg")
    assert noted.read_text(encoding="utf-8").startswith("+1 ")
    assert "er zijn geen problemen" in result.stderr
    assert result.stdout == "Geen problemen. Bekijk het: handelwijzer artikel toon kijkt-weg\n"


def test_an_editor_that_is_missing_or_fails_exits_with_1(
    run: Run, editor, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor("sys.exit(4)")
    failed = run("artikel", "bewerk", "kijkt-weg")
    assert (failed.exit_code, failed.stdout) == (1, "")
    assert "stopte met een fout (4)" in failed.stderr
    monkeypatch.setenv("EDITOR", "bestaat-niet-hier")
    assert "kan niet gestart worden" in run("artikel", "bewerk", "kijkt-weg").stderr
    monkeypatch.delenv("EDITOR")
    unset = run("artikel", "bewerk", "kijkt-weg")
    assert unset.exit_code == 1
    assert "Zet VISUAL of EDITOR" in unset.stderr


def test_a_new_article_is_asked_for_in_a_terminal(kb_root: Path) -> None:
    ours, theirs = pytest.importorskip("pty").openpty()
    try:
        os.write(ours, b"Een ouder huilt\n9\n1\n2\n4\n\n\n")
        result = subprocess.run(
            [sys.executable, "cli.py", "--kb", str(kb_root), "artikel", "nieuw"],
            cwd=ROOT,
            stdin=theirs,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
    finally:
        os.close(ours)
        os.close(theirs)
    assert result.returncode == 0, result.stderr
    assert "Bij welk thema hoort het?" in result.stderr
    assert result.stdout.strip().startswith("Gemaakt: ")
    text = (kb_root / "articles/veiligheid/ouder-huilt.md").read_text(encoding="utf-8")
    assert "beroepsgroep: [ib-zorgcoordinator]\n" in text
    assert "route: [geen]\n" in text


def test_a_folder_without_articles_is_told(run: Run, tmp_path: Path) -> None:
    result = run("--kb", str(tmp_path / "leeg"), "vraag", FITTING)
    assert result.exit_code == 1
    assert "Hier staat geen map 'articles'" in result.stderr


def test_no_articles_at_all_is_told(run: Run, kb_root: Path) -> None:
    for path in kb_root.rglob("*.md"):
        path.unlink()
    result = run("vraag", FITTING)
    assert result.exit_code == 1
    assert "Er is geen enkel bruikbaar artikel" in result.stderr


def test_building_twice_does_nothing_the_second_time(run: Run) -> None:
    assert "Gebouwd: 3 artikelen" in run("index", "bouw").stdout
    assert run("index", "bouw").stdout == "De index is al bij.\n"


def test_the_status_names_model_and_state(run: Run) -> None:
    run("index", "bouw")
    result = run("index", "status")
    assert result.exit_code == 0
    assert "woorden (fake" in result.stdout
    assert "3 artikelen" in result.stdout


def test_a_changed_article_is_seen_when_asking(run: Run, put) -> None:
    run("vraag", FITTING)
    put("nieuw", article_text("Een geheel nieuw geval", situations=["olifant in de gang"] * 8))
    assert json.loads(run("vraag", "olifant in de gang", "--json").stdout)["articles"][0]["id"] == "nieuw"


def test_status_without_an_index_says_how_to_build_it(run: Run) -> None:
    result = run("index", "status")
    assert result.exit_code == 1
    assert "index bouw" in result.stderr


def test_folders_can_come_from_the_environment(
    kb_root: Path, put, fake_encoder: FakeEncoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put("kijkt-weg", article_text())
    monkeypatch.setenv("HANDELWIJZER_KB", str(kb_root))
    monkeypatch.setenv("HANDELWIJZER_INDEX", str(tmp_path / "elders"))
    result = CliRunner().invoke(cli.app, ["lees", "kijkt-weg"])
    assert result.exit_code == 0
    assert (tmp_path / "elders" / "current").is_file()


def test_tidying_up_with_nothing_to_tidy_says_so(run: Run) -> None:
    run("index", "bouw")
    assert run("index", "opruimen").stdout == "Er is niets op te ruimen.\n"


# Help and mistakes, in Dutch.


def english(text: str) -> list[str]:
    return [match.group() for match in ENGLISH.finditer(text)]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_help_is_dutch(run: Run, command: tuple[str, ...]) -> None:
    result = run(*command, "--help")
    assert result.exit_code == 0
    shown = re.sub(r"--\S+|'error'|\{\"id\",\"text\"\}", "", result.stdout)
    assert english(shown) == []
    assert "Gebruik: " in shown


@pytest.mark.parametrize(
    "args",
    [
        (),
        ("les",),
        ("xyzzy",),
        ("--xyzzy",),
        ("--kb",),
        ("vraag", "x", "--jsn"),
        ("vraag", "x", "--json=1"),
        ("vraag", "x", "-o"),
        ("vraag", "x", "y", "z"),
        ("vraag", "x", "--aantal", "abc"),
        ("vraag", "x", "--aantal", "0"),
        ("vraag", "x", "--aantal", "21"),
        ("vraag", "x", "--thema"),
        ("lees",),
        ("lees", "a", "b"),
        ("evalueer",),
        ("artikel",),
        ("artikel", "xyzzy"),
        ("artikel", "lijkt-op"),
        ("artikel", "lijkt-op", "xyzzy"),
        ("artikel", "lijkt-op", "kijkt-weg", "--alles"),
        ("artikel", "lijkt-op", "kijkt-weg", "--aantal", "0"),
        ("artikel", "proef"),
        ("artikel", "proef", "xyzzy"),
        ("artikel", "proef", "kijkt-weg", "--alles"),
        ("artikel", "dekking", "x"),
        ("artikel", "dekking", "--per", "maand"),
        ("artikel", "dekking", "--thema", "veilighied"),
        ("artikel", "dekking", "--vragen", "bestaat-niet.jsonl"),
        ("artikel", "dekking", "--vragen", "-", "--per", "plaats"),
        ("artikel", "herzien", "x"),
        ("artikel", "herzien", "--op", "2026-02-30"),
        ("artikel", "herzien", "--per", "maand"),
        ("artikel", "herzien", "--eigenaar", "Els"),
        ("artikel", "herzien", "--binnen", "61"),
        ("index",),
        ("index", "bouw", "x"),
    ],
    ids=" ".join,
)
def test_a_mistake_exits_with_2_and_is_told_in_dutch(run: Run, args: tuple[str, ...]) -> None:
    result = run(*args)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.strip()
    assert english(re.sub(r"--\S+", "", result.stderr)) == []


# What overlaps, and what is due.


def test_what_an_article_looks_like_is_shown(run: Run) -> None:
    result = run("artikel", "lijkt-op", "komt-te-laat")
    assert result.exit_code == 0
    assert result.stdout.startswith("Een leerling komt te laat [komt-te-laat]\nLIJKT OP    ")
    assert "kijkt-weg (Een leerling kijkt weg)" in result.stdout
    assert "\x1b" not in result.stdout


def test_an_article_that_is_not_in_the_folder_yet_can_be_compared(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "weer-te-laat.md"
    file.write_text(article_text("Een leerling komt te laat"), encoding="utf-8")
    result = run("artikel", "lijkt-op", str(file), "--json")
    assert result.exit_code == 0
    value = json.loads(result.stdout)
    assert value["articles"][0]["other"]["id"] == "komt-te-laat"
    assert {pair["one"]["path"] for pair in value["items"]} == {file.as_posix()}


def test_a_file_that_is_no_article_exits_with_1(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "kapot.md"
    file.write_text("kapot", encoding="utf-8")
    result = run("artikel", "lijkt-op", str(file))
    assert (result.exit_code, result.stdout) == (1, "")
    assert f"{file}:1: De kopregels (front matter) ontbreken." in result.stderr


def test_all_articles_can_be_compared(run: Run) -> None:
    value = json.loads(run("artikel", "lijkt-op", "--alles", "--json").stdout)
    assert set(value) == {"articles", "items", "contradictions"}
    assert value["items"]
    shown = run("artikel", "lijkt-op", "--alles", "--aantal", "1").stdout
    assert f"ZEGT BIJNA HETZELFDE ({len(value['items'])})" in shown
    assert f"en nog {len(value['items']) - 1} (" in shown


def test_what_is_due_depends_on_the_day(run: Run) -> None:
    early, late = (run("artikel", "herzien", "--op", day) for day in ("2026-11-22", "2027-11-22"))
    assert (early.exit_code, late.exit_code) == (0, 0)
    assert "niets nu; het eerst op 2027-11-22 (3 artikelen)" in early.stdout
    assert "OVER TIJD   3 artikelen moeten opnieuw worden gecontroleerd" in late.stdout


def test_without_a_day_it_is_today(run: Run) -> None:
    assert json.loads(run("artikel", "herzien", "--json").stdout)["day"] == date.today().isoformat()


def test_what_is_due_can_be_seen_ahead_per_owner_and_in_full(run: Run, put) -> None:
    put("van-fatima", article_text("Van Fatima", front="eigenaar: Fatima\nhercontrole_maanden: 2\n"))
    ahead = json.loads(run("artikel", "herzien", "--op", "2027-01-01", "--binnen", "1", "--json").stdout)
    assert [article["id"] for article in ahead["due"]] == ["van-fatima"]
    table = run("artikel", "herzien", "--per", "eigenaar", "--op", "2027-02-01").stdout
    assert re.search(r"Fatima +1 +1 +0 +1 +2027-01-22", table)
    assert re.search(r"redactie +3 +0 +0 +3 +2027-11-22", table)
    own = json.loads(run("artikel", "herzien", "--eigenaar", "fatima", "--per", "eigenaar", "--json").stdout)
    assert list(own) == ["Fatima"]
    everything = run("artikel", "herzien", "--eigenaar", "Fatima", "--alles").stdout
    assert "- van-fatima" in everything
    assert "ouder-is-boos" not in everything


def test_an_article_that_takes_no_part_is_told_when_asking_what_is_due(run: Run, put) -> None:
    put("kapot", "kapot")
    result = run("artikel", "herzien")
    assert result.exit_code == 0
    assert "1 artikel doet niet mee (articles/veiligheid/kapot.md)" in result.stderr


# Whether articles are found, and what they cover.


def test_how_well_an_article_is_found_is_shown(run: Run) -> None:
    result = run("artikel", "proef", "ouder-is-boos")
    assert result.exit_code == 0
    assert result.stdout.startswith("Een ouder is boos\n8 van de 8 situaties vinden dit artikel als eerste")
    assert result.stdout.count("als eerste  regel") == 8
    assert "\x1b" not in result.stdout


def test_how_well_an_article_is_found_can_be_had_as_json(run: Run) -> None:
    found = json.loads(run("artikel", "proef", "ouder-is-boos", "--json").stdout)
    assert (found["id"], found["first"], len(found["asked"])) == ("ouder-is-boos", 8, 8)


def test_all_articles_are_ranked_by_how_well_they_are_found(run: Run, put) -> None:
    put("vreemd", article_text("Iets vreemds", situations=[STRANGE, FITTING]))
    result = run("artikel", "proef", "--alles")
    assert result.exit_code == 0
    names = [line.split()[0] for line in result.stdout.splitlines() if "%" in line and "Van" not in line]
    assert names[0] == "vreemd"
    assert len(names) == 4
    assert result.stdout.endswith("Begin bovenaan: handelwijzer artikel proef vreemd\n")
    ranked = json.loads(run("artikel", "proef", "--alles", "--json").stdout)["articles"]
    assert [one["id"] for one in ranked] == names


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (article_text("Een kind huilt").replace("status: concept", "status: ingetrokken"), "ingetrokken"),
        ("geen artikel", "er zit een fout in"),
    ],
)
def test_an_article_that_takes_no_part_cannot_be_tried_and_says_why(
    run: Run, put, text: str, why: str
) -> None:
    put("kind-huilt", text)
    result = run("artikel", "proef", "kind-huilt")
    assert result.exit_code == 2
    assert "Het artikel 'kind-huilt' doet niet mee" in result.stderr
    assert why in result.stderr


def test_what_the_articles_cover_is_a_table_with_its_gaps(run: Run) -> None:
    result = run("artikel", "dekking")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0] == "3 artikelen, per thema en leeftijd; oudste controle 2026-11-22"
    [row] = [line.split() for line in lines if line.startswith("veiligheid ")]
    assert row == ["veiligheid", "3", "--", "3", "--", "--", "--", "2026-11"]
    assert "GATEN, DE BELANGRIJKSTE EERST" in lines
    assert max(map(len, lines)) <= 80


@pytest.mark.parametrize(
    ("args", "rows", "columns"),
    [
        ((), "leefdomein", "leeftijd"),
        (("--per", "beroepsgroep"), "leefdomein", "beroepsgroep"),
        (("--per", "leefdomein"), "leeftijd", "leefdomein"),
    ],
)
def test_one_theme_is_shown_by_domain_and_age(
    run: Run, put, args: tuple[str, ...], rows: str, columns: str
) -> None:
    put("bidden", theme="religie-en-school")
    result = run("artikel", "dekking", "--thema", "religie-en-school", *args)
    title = " ".join(result.stdout.split())
    assert title.startswith("1 artikel over Religie en levensbeschouwing op school")
    assert f"per {rows} en {columns}" in title


def test_coverage_can_be_had_as_json(run: Run) -> None:
    value = json.loads(run("artikel", "dekking", "--thema", "veiligheid", "--json").stdout)
    assert [theme["theme"] for theme in value["themes"]] == ["veiligheid"]
    assert sum(cell["articles"] for cell in value["counts"]) == 3
    assert {cell["theme"] for cell in value["counts"]} == {"veiligheid"}


def test_a_broken_article_is_not_counted_and_named(run: Run, put) -> None:
    put("kapot", "geen artikel")
    result = run("artikel", "dekking")
    assert result.stdout.startswith("3 artikelen, ")
    assert "articles/veiligheid/kapot.md" in result.stderr


def test_situations_without_an_article_are_listed_and_bad_lines_named(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "v.jsonl"
    write_lines(path, [{"id": "a", "text": FITTING}, {"_id": "b", "text": STRANGE}, {"id": "c"}])
    result = run("artikel", "dekking", "--vragen", str(path))
    assert result.exit_code == 1
    assert result.stdout.startswith("2 situaties: 1 zonder passend artikel")
    assert f"- b: {STRANGE}" in result.stdout
    assert f"{path}:3: De regel heeft geen 'id' en 'text'." in result.stderr
    value = json.loads(run("artikel", "dekking", "--vragen", str(path), "--json").stdout)
    assert (value["asked"], value["fitting"], [one["id"] for one in value["none"]]) == (2, 1, ["b"])


@pytest.mark.parametrize("given", ["", " \n\n"])
def test_a_file_without_situations_exits_with_2(run: Run, given: str) -> None:
    result = run("artikel", "dekking", "--vragen", "-", given=given)
    assert result.exit_code == 2
    assert "Er staan geen situaties in" in result.stderr


def test_situations_from_standard_input_without_a_bad_line_exit_with_0(run: Run) -> None:
    result = run("artikel", "dekking", "--vragen", "-", given=json.dumps({"id": 1, "text": STRANGE}))
    assert result.exit_code == 0
    assert f"- 1: {STRANGE}" in result.stdout


# Measuring.


@pytest.fixture
def dataset(tmp_path: Path) -> str:
    """The folder of a small dataset on the three articles."""
    return str(write_dataset(tmp_path / "klein"))


@pytest.fixture
def public(tmp_path: Path) -> str:
    """The folder of a dataset with a corpus of its own."""
    folder = write_dataset(tmp_path / "publiek", [{"_id": "a", "text": "wie huilt"}], {"a": {"d1": 1}})
    write_lines(folder / "corpus.jsonl", [{"_id": "d1", "text": "kind huilt"}, {"_id": "d2", "text": "x"}])
    return str(folder)


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The models for which settings would have been written; the project's own stay as they are."""
    models: list[str] = []
    monkeypatch.setattr(
        "evaluation.calibrate.write_calibration", lambda _chosen, *, model_id: models.append(model_id)
    )
    return models


def test_figures_can_be_had_as_json(run: Run, dataset: str) -> None:
    result = run("evalueer", dataset, "--json")
    assert result.exit_code == 0
    runs = json.loads(result.stdout)["runs"]
    assert [set(one) for one in runs] == [{"dataset", "system", "split", "queries", "measures"}] * 3
    assert [(one["dataset"], one["system"], one["split"], one["queries"]) for one in runs] == [
        ("klein", name, "dev", 6) for name in ("bm25", "dense", "hybride")
    ]
    assert {"nDCG@10", "nDCG@5", "P@1", "Success@3", "RR@10", "R@10", "Judged@10"} <= set(runs[0]["measures"])
    assert all(0 <= value <= 1 for one in runs for value in one["measures"].values())
    assert runs[2]["measures"]["P@1"] == pytest.approx(4 / 6, abs=1e-4)


def test_figures_are_shown_as_tables(run: Run, dataset: str) -> None:
    result = run("evalueer", dataset, "--systeem", "hybride", "--systeem", "hybride:dense_weight=0.2")
    assert result.exit_code == 0
    shown = [line.split() for line in result.stdout.splitlines() if line.strip()]
    assert shown[0] == ["Rangschikking:", "klein", "(dev)"]
    assert ["Vergeleken", "met", "hybride"] in shown
    assert "gevaar herkend" in result.stdout
    assert "\x1b" not in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 80


def test_a_system_that_is_asked_for_twice_is_measured_once(run: Run, dataset: str) -> None:
    result = run("evalueer", dataset, "--systeem", "bm25", "--systeem", "bm25", "--json")
    assert [one["system"] for one in json.loads(result.stdout)["runs"]] == ["bm25"]


def test_several_datasets_of_either_kind_are_measured_together(run: Run, dataset: str, public: str) -> None:
    figures = json.loads(run("evalueer", public, dataset, "--systeem", "hybride", "--json").stdout)
    assert [one["dataset"] for one in figures["runs"]] == ["publiek", "klein"]
    assert figures["runs"][0]["measures"]["nDCG@10"] == 1.0
    assert [one["dataset"] for one in figures["product"]] == ["klein"]


def test_the_split_can_be_chosen(run: Run, dataset: str, tmp_path: Path) -> None:
    shutil.copy(tmp_path / "klein" / "qrels" / "dev.tsv", tmp_path / "klein" / "qrels" / "test.tsv")
    asked = ("evalueer", dataset, "--systeem", "bm25", "--json")
    assert json.loads(run(*asked).stdout)["runs"][0]["split"] == "dev"
    assert json.loads(run(*asked, "--split", "test").stdout)["runs"][0]["split"] == "test"


@pytest.mark.parametrize(
    ("system", "named"),
    [
        ("splade", "bm25, dense, hybride"),
        ("hybride:gewicht=1", "dense_weight"),
        ("dense:background=2", "van 0"),
    ],
)
def test_an_unknown_system_exits_with_2_and_names_what_there_is(
    run: Run, dataset: str, system: str, named: str
) -> None:
    result = run("evalueer", dataset, "--systeem", system)
    assert result.exit_code == 2
    assert named in result.stderr
    assert result.stdout == ""


def test_runs_are_written_and_those_of_others_take_part(run: Run, dataset: str, tmp_path: Path) -> None:
    folder = tmp_path / "runs"
    asked = ("evalueer", dataset, "--systeem", "hybride", "--runs", str(folder), "--json")
    assert run(*asked).exit_code == 0
    [own] = folder.iterdir()
    assert own.name == "klein.dev.hybride.run"
    other = folder / "klein.dev.van-ons.run"
    other.write_bytes(own.read_bytes())
    (folder / "groot.dev.x.run").write_text("geen run van deze dataset", encoding="utf-8")
    first, second = json.loads(run(*asked).stdout)["runs"]
    assert (first["system"], second["system"]) == ("hybride", "van-ons")
    assert first["measures"] == second["measures"]
    assert len(list(folder.iterdir())) == 3


def test_a_run_of_another_index_exits_with_1_and_names_its_lines(
    run: Run, dataset: str, tmp_path: Path
) -> None:
    (tmp_path / "klein.dev.x.run").write_text("boos Q0 weg 1 1 x\nniemand Q0 weg 1 1 x\n", encoding="utf-8")
    result = run("evalueer", dataset, "--runs", str(tmp_path))
    assert result.exit_code == 1
    assert "klein.dev.x.run:1: Het document 'weg' bestaat niet." in result.stderr
    assert "klein.dev.x.run:2: De vraag 'niemand' bestaat niet." in result.stderr


def test_a_report_is_written_with_its_timings(
    run: Run, dataset: str, public: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("evaluation.latency.timed", lambda *_args, **_more: Timed(0.25))
    folder = tmp_path / "rapport"
    result = run("evalueer", public, dataset, "--rapport", str(folder))
    assert result.exit_code == 0
    assert str(folder / "rapport.html") in result.stderr
    assert {path.name for path in folder.iterdir()} == {
        "rapport.md",
        "rapport.html",
        "cijfers.json",
        "uitgevoerd.json",
        "runs",
        "tijden.json",
        "tijden.html",
    }
    assert "Etiketten wisselen" in (folder / "rapport.md").read_text(encoding="utf-8")
    assert json.loads((folder / "tijden.json").read_text(encoding="utf-8"))["cold"] == 250.0


def test_a_report_on_other_documents_has_no_timings(run: Run, public: str, tmp_path: Path) -> None:
    assert run("evalueer", public, "--rapport", str(tmp_path / "rapport")).exit_code == 0
    assert (tmp_path / "rapport" / "rapport.html").is_file()
    assert not (tmp_path / "rapport" / "tijden.json").exists()


def promised(path: Path, value: float) -> str:
    measures = {"P@1": {"waarde": value, "speling": 0.01}, "MAP": {"waarde": 0.1, "speling": 0}}
    if value < 1:
        del measures["MAP"]
    path.write_text(json.dumps({"klein": {"dev": {"hybride": measures}}}), encoding="utf-8")
    return str(path)


def test_a_broken_promise_exits_with_1_and_is_named(run: Run, dataset: str, tmp_path: Path) -> None:
    result = run("evalueer", dataset, "--poort", promised(tmp_path / "x.json", 1.0), "--json")
    assert result.exit_code == 1
    assert "klein (dev), hybride, P@1: 0.6667, beloofd minstens 0.99." in result.stderr
    assert "klein (dev), hybride, MAP: niet gemeten" in result.stderr
    assert json.loads(result.stdout)["runs"]


def test_promises_that_are_kept_exit_with_0_and_are_counted(run: Run, dataset: str, tmp_path: Path) -> None:
    result = run("evalueer", dataset, "--poort", promised(tmp_path / "x.json", 0.67), "--json")
    assert result.exit_code == 0
    assert "Alle 1 beloofde cijfers zijn gehaald" in result.stderr


def test_promises_that_cannot_be_read_exit_with_1(run: Run, dataset: str, tmp_path: Path) -> None:
    result = run("evalueer", dataset, "--poort", str(tmp_path / "weg.json"), "--json")
    assert result.exit_code == 1
    assert "weg.json" in result.stderr


@pytest.mark.parametrize("more", [(), ("--kalibreer",)])
def test_a_dataset_that_is_not_there_exits_with_1(run: Run, tmp_path: Path, more: tuple[str, ...]) -> None:
    result = run("evalueer", str(tmp_path / "weg"), *more)
    assert result.exit_code == 1
    assert "queries.jsonl" in result.stderr


def test_a_broken_dataset_exits_with_1_and_names_all_its_lines(run: Run, tmp_path: Path) -> None:
    folder = write_dataset(tmp_path / "klein", judged={"wie": {"kijkt-weg": 1}, "boos": {"kijkt-weg": 1}})
    with (folder / "queries.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"_id": "boos", "text": "nog eens"}\nkapot\n{"_id": "x", "text": "y", "scope": "soms"}\n')
    result = run("evalueer", str(folder))
    assert result.exit_code == 1
    assert "4 fouten in de dataset." in result.stderr
    for line in ("queries.jsonl:9: ", "queries.jsonl:10: ", "queries.jsonl:11: ", "dev.tsv:2: "):
        assert line in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize("more", [(), ("--kalibreer",)])
def test_judged_articles_that_do_not_exist_exit_with_1(
    run: Run, tmp_path: Path, kept: list[str], more: tuple[str, ...]
) -> None:
    folder = write_dataset(tmp_path / "klein", judged={"boos": {"kijkt-weg": 1, "verzonnen": 2}})
    result = run("evalueer", str(folder), *more)
    assert result.exit_code == 1
    assert "dev.tsv:3: Het document 'verzonnen' bestaat niet." in result.stderr
    assert kept == []


def test_calibrating_keeps_what_it_chose_and_shows_it(run: Run, dataset: str, kept: list[str]) -> None:
    result = run("evalueer", dataset, "--kalibreer")
    assert result.exit_code == 0
    assert kept == ["fake"]
    shown = dict(line.rsplit(maxsplit=1) for line in result.stdout.splitlines())
    assert {"dense_weight", "answer_middle", "danger_middle", "nDCG@10", "answer AUROC"} <= set(shown)
    assert "niet goed" not in result.stderr


def test_calibrating_warns_where_no_threshold_helps(run: Run, tmp_path: Path, kept: list[str]) -> None:
    turned = [{**one, "scope": "in" if one.get("scope") == "out" else "out"} for one in SITUATIONS]
    result = run("evalueer", str(write_dataset(tmp_path / "klein", turned)), "--kalibreer")
    assert result.exit_code == 0
    assert "Let op: de scores scheiden binnen en buiten het onderwerp niet goed" in result.stderr
    assert kept == ["fake"]


@pytest.mark.parametrize("more", [("--split", "test"), ("--split", "train"), ("nog-een",)])
def test_calibrating_is_done_on_one_development_set_only(
    run: Run, dataset: str, kept: list[str], more: tuple[str, ...]
) -> None:
    result = run("evalueer", dataset, "--kalibreer", *more)
    assert result.exit_code == 2
    assert "dev" in result.stderr
    assert kept == []


# Following a trainer at work.


@pytest.fixture
def following(run: Run, kb_root: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Return a function that follows, while an article is saved twice, until somebody presses Ctrl-C."""

    def saves(folder: Path) -> Iterator[None]:
        assert folder == kb_root
        article = kb_root / "articles" / "veiligheid" / "ouder-is-boos.md"
        whole = article.read_text(encoding="utf-8")
        for text in (whole.replace("[@vakkennis]", "[@weg]", 1), "kapot"):
            article.write_text(text, encoding="utf-8")
            yield
        raise KeyboardInterrupt

    monkeypatch.setattr("index.watch.saves", saves)
    return lambda *args: run("artikel", "controleer", "--volg", *args)


def test_following_tells_each_save_in_a_line_until_it_is_stopped(
    following: Callable[..., Any], run: Run
) -> None:
    result = following()
    first, second = result.stdout.splitlines()[-2:]
    assert re.fullmatch(
        r"\d\d:\d\d:\d\d ouder-is-boos: 1 fout, .*ouder-is-boos\.md:\d+ De bron 'weg' .*", first
    )
    assert re.fullmatch(
        r"\d\d:\d\d:\d\d ouder-is-boos: doet niet mee, 1 fout\. .*ouder-is-boos\.md:1 .*", second
    )
    assert "Stop met Ctrl-C." in result.stderr
    assert result.stderr.splitlines()[-1] == "Gestopt."
    assert result.exit_code == 130
    assert run("index", "bouw").stdout == "De index is al bij.\n"


@pytest.mark.parametrize(("slug", "saves"), [("kijkt-weg", 0), ("ouder-is-boos", 2)])
def test_following_some_articles_is_silent_about_the_others(
    following: Callable[..., Any], slug: str, saves: int
) -> None:
    lines = following(slug).stdout.splitlines()
    assert sum(line.startswith("1 artikel, 0 fouten") for line in lines) == 1
    assert sum(" ouder-is-boos: " in line for line in lines) == saves


@pytest.mark.parametrize("other", ["--json", "--strikt", "--grondig"])
def test_following_does_not_go_with_what_tells_all_at_once(run: Run, other: str) -> None:
    result = run("artikel", "controleer", "--volg", other)
    assert result.exit_code == 2
    assert result.stderr == f"--volg gaat niet samen met {other}. Laat --volg of {other} weg.\n"


def test_following_an_article_that_is_not_there_exits_with_2(following: Callable[..., Any]) -> None:
    assert following("bestaat-niet").exit_code == 2


def test_a_withdrawn_article_is_gone_at_once_and_reading_it_says_why(run: Run, kb_root: Path) -> None:
    assert json.loads(run("vraag", FITTING, "--json").stdout)["articles"][0]["id"] == "ouder-is-boos"
    article = kb_root / "articles" / "veiligheid" / "ouder-is-boos.md"
    text = article.read_text(encoding="utf-8").replace("status: concept", "status: ingetrokken")
    article.write_text(text, encoding="utf-8")
    found = json.loads(run("vraag", FITTING, "--json").stdout)["articles"]
    assert {one["id"] for one in found} == {"komt-te-laat", "kijkt-weg"}
    result = run("lees", "ouder-is-boos")
    assert result.exit_code == 2
    assert "het is ingetrokken" in result.stderr


# The whole program, with the real model.


def handelwijzer(*args: str, given: str | None = None, **env: str) -> subprocess.CompletedProcess[str]:
    plain = {
        name: value for name, value in os.environ.items() if not name.startswith(("HANDELWIJZER_", "COV"))
    }
    return subprocess.run(
        [sys.executable, "cli.py", *args],
        cwd=ROOT,
        env={**plain, **env},
        input=given or "",
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.model
@pytest.mark.usefixtures("real_index")
def test_a_pupil_who_looks_away_gets_advice_from_the_right_article() -> None:
    result = handelwijzer("vraag", "Een leerling kijkt me nooit aan als ik met hem praat")
    assert result.returncode == 0
    assert "kb/articles/contact-met-ouders/geen-oogcontact.md:" in result.stdout
    assert "\x1b" not in result.stdout
    assert len(result.stdout.splitlines()) <= 22


@pytest.mark.model
@pytest.mark.usefixtures("real_index")
def test_a_printer_gets_no_advice() -> None:
    result = handelwijzer("vraag", "Hoe vervang ik de toner van de printer?")
    assert result.returncode == 3
    assert "Geen passend advies gevonden" in result.stdout


@pytest.mark.model
@pytest.mark.usefixtures("real_index")
def test_a_girl_who_must_marry_gets_a_panel_whatever_the_filter() -> None:
    text = "meisje van 16 is bang dat ze moet trouwen met iemand die ze niet kent"
    result = handelwijzer("vraag", text, "--thema", "taal-en-meertaligheid", "--json")
    answer = json.loads(result.stdout)
    assert answer["safety"]["level"] != "none"
    assert "eer-dwang" in answer["safety"]["routes"]
    shown = [item for value in answer.values() if isinstance(value, list) for item in value]
    assert not any(item.get("family") for item in shown)
    assert answer["advice"] == []
    screen = handelwijzer("vraag", text, "--thema", "taal-en-meertaligheid").stdout
    assert "Dwang of dreiging om de eer" in screen.split("\n")[0]


@pytest.mark.model
@pytest.mark.usefixtures("real_index")
def test_one_line_in_gives_one_line_out() -> None:
    given = '{"id":"a","text":"moeder zegt overal ja op maar er verandert niets"}\n'
    result = handelwijzer("vraag", "--invoer", "-", "--json", given=given)
    [line] = result.stdout.splitlines()
    assert result.returncode == 0
    assert json.loads(line)["id"] == "a"
    assert json.loads(line)["articles"][0]["id"] == "ouder-zegt-altijd-ja"


@pytest.mark.model
@pytest.mark.usefixtures("real_index")
def test_answers_do_not_depend_on_the_seed_of_hashes() -> None:
    texts = (
        "meisje van 16 is bang dat ze moet trouwen",
        "vader komt nooit op school. moeder zegt niets terug",
    )
    given = "".join(json.dumps({"id": text, "text": text}) + "\n" for text in texts)
    first, second = (handelwijzer("vraag", "--invoer", "-", given=given, PYTHONHASHSEED=s) for s in "12")
    assert first.stdout == second.stdout
    assert len(first.stdout.splitlines()) == 2


LABELS = ("", "Marokkaanse ", "Poolse ", "Somalische ", "Nederlandse ")


def asked_with_labels(rest: str) -> list[dict[str, Any]]:
    given = "".join(json.dumps({"id": label, "text": f"{label}{rest}"}) + "\n" for label in LABELS)
    return lines_of(handelwijzer("vraag", "--invoer", "-", given=given))


@pytest.mark.model
@pytest.mark.usefixtures("real_index")
def test_a_group_label_neither_opens_nor_closes_a_panel() -> None:
    danger = asked_with_labels("meisje van 16 is bang dat ze moet trouwen")
    calm = asked_with_labels("moeder komt nooit op de ouderavond")
    assert all("eer-dwang" in answer["safety"]["routes"] for answer in danger)
    assert all(answer["safety"]["level"] == "none" for answer in calm)
    assert all(answer["outcome"] != "none" for answer in (*danger, *calm))


@pytest.mark.model
@pytest.mark.usefixtures("real_index")
def test_a_group_label_does_not_change_the_level_of_danger() -> None:
    answers = asked_with_labels("leerling van 16 is bang dat ze moet trouwen")
    assert len({answer["safety"]["level"] for answer in answers}) == 1


@pytest.mark.model
@pytest.mark.usefixtures("real_index")
def test_a_group_label_does_not_change_the_article() -> None:
    answers = asked_with_labels("moeder komt nooit op de ouderavond")
    assert len({answer["articles"][0]["id"] for answer in answers}) == 1


@pytest.mark.model
@pytest.mark.usefixtures("real_index")
def test_in_a_terminal_the_situation_is_asked_for() -> None:
    ours, theirs = pytest.importorskip("pty").openpty()
    try:
        os.write(ours, b"moeder zegt overal ja op maar er verandert niets\n")
        result = subprocess.run(
            [sys.executable, "cli.py", "vraag"],
            cwd=ROOT,
            stdin=theirs,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
    finally:
        os.close(ours)
        os.close(theirs)
    assert result.returncode == 0
    assert "Wat zie of hoor je?" in result.stderr
    assert "ouder-zegt-altijd-ja" in result.stdout


@pytest.mark.model
@pytest.mark.usefixtures("real_index")
def test_a_reader_that_stops_early_gives_no_traceback() -> None:
    command = f"{sys.executable} cli.py lees geen-oogcontact | true"
    result = subprocess.run(
        ["sh", "-c", command], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
    assert result.stderr == ""


@pytest.mark.model
@pytest.mark.usefixtures("real_index")
def test_the_first_dataset_is_measured() -> None:
    result = handelwijzer(
        "evalueer", "evaluation/datasets/eerste", "--systeem", "bm25", "--systeem", "dense", "--json"
    )
    assert result.returncode == 0, result.stderr
    runs = json.loads(result.stdout)["runs"]
    assert [(one["system"], one["queries"]) for one in runs] == [("bm25", 32), ("dense", 32)]
    assert all(0.1 < one["measures"]["nDCG@10"] < 1 for one in runs)

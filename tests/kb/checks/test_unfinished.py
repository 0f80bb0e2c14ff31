import pytest

from kb.checks.run import check_article
from kb.checks.unfinished import check_unfinished, finished_only
from kb.library import load_library
from kb.skeleton import GUIDANCE, MARK, skeleton
from tests.conftest import article_text
from tests.kb.test_skeleton import DANGER, NEW


def test_a_finished_article_has_no_guidance_left(read):
    assert list(check_unfinished(read(article_text())[0])) == []


def test_each_guidance_is_named_with_its_line_and_what_to_do(read, vocabulary):
    text = skeleton(NEW, vocabulary)
    problems = list(check_unfinished(read(text)[0]))
    assert [p.line for p in problems] == [n for n, line in enumerate(text.split("\n"), 1) if MARK in line]
    assert {(p.rule, p.severity) for p in problems} == {("onaf", "fout")}
    assert problems[0].what == "Onder 'In het kort' staat nog [vul in]."
    assert problems[0].todo == "Schrijf hier je eigen tekst en haal [vul in] weg."


def test_an_optional_heading_may_go_altogether(read, vocabulary):
    text = skeleton(DANGER, vocabulary)
    optional = [p.what for p in check_unfinished(read(text)[0]) if "haal de kop weg" in p.todo]
    assert [what.split("'")[1] for what in optional] == [
        "Let eerst op",
        "Als het niet werkt",
        "Hoe het kan voelen",
        "Zo kan het gaan",
        "Waar je op kunt bouwen",
    ]


def test_guidance_without_its_mark_is_named_too(read):
    [guidance] = GUIDANCE["valkuil"]
    [problem] = check_unfinished(read(article_text().replace("Meteen oordelen.", guidance))[0])
    assert (problem.line, problem.what) == (33, "Onder 'Beter niet' staat nog uitleg van het begin.")


@pytest.mark.parametrize("new", [NEW, DANGER])
def test_of_a_fresh_skeleton_only_the_guidance_is_told(put, check, vocabulary, new):
    put(new.slug, skeleton(new, vocabulary))
    assert {problem.rule for problem in check()} == {"onaf"}


def test_what_is_wrong_under_a_finished_heading_is_told_at_once(put, check, vocabulary):
    text = skeleton(NEW, vocabulary).replace("Een kind wil", "Een Syrisch kind wil")
    start, end = text.index("## Beter niet"), text.index("## Als het niet werkt")
    put(NEW.slug, f"{text[:start]}## Beter niet\n- Bel 06-12345678. [@boek-9]\n\n{text[end:]}")
    others = [(p.rule, p.line) for p in check() if p.rule != "onaf"]
    assert others == [("G05", 14), ("G15", 34), ("G18", 34)]


def test_under_a_heading_with_guidance_nothing_else_is_told_yet(read, kb_root):
    kb = load_library(kb_root)[0]
    advice = f"- {MARK} Nog drie.\n- Doe iets. [@boek-9]"
    article = read(article_text(advice=advice, extra="## Zo kan het gaan\n- Zo. [@boek-9]\n"))[0]
    every = [(p.rule, p.line) for p in check_article(article, kb)]
    assert [line for rule, line in every if rule == "G15"] == [23, 39]
    assert [(p.rule, p.line) for p in finished_only(article, check_article(article, kb))] == [("G15", 39)]

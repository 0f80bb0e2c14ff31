import time
from dataclasses import replace

import pytest

from kb.checks.run import check_library, check_routes
from kb.library import load_library
from tests.conftest import ROOT, article_text


def test_our_own_knowledge_base_has_no_problems_at_all():
    assert check_library(*load_library(ROOT / "kb")) == ()


def test_a_good_folder_has_no_problems(put, check):
    put("goed")
    assert check() == ()


def test_all_problems_of_a_folder_come_at_once_sorted_by_path_and_line(put, check):
    put("a", "kapot")
    put("b", article_text(advice="- Bel 06-12345678. [@boek-9]").replace("- Meteen oordelen.", "> x"))
    put("c", article_text(front="route: [vgv]\n", advice="- Bel de ouders. [@vakkennis] {familie}"))
    assert [(p.path[-4], p.line, p.rule) for p in check()] == [
        ("a", 1, "S01"),
        ("b", 22, "G15"),
        ("b", 22, "G18"),
        ("b", 33, "S05"),
        ("c", 10, "G13b"),
        ("c", 23, "G13"),
    ]


def test_a_withdrawn_article_is_checked_too(put, check):
    put("weg", article_text(advice="- Doe.").replace("concept", "ingetrokken"))
    assert [problem.rule for problem in check()] == ["G10"]


def test_every_problem_says_what_to_do_in_one_line(put, check):
    put("a", "kapot")
    put("b", article_text().replace("## Beter niet", "##Beter niet").replace("[@vakkennis]", "[@niets]"))
    for problem in check():
        assert problem.what.endswith(".")
        assert problem.todo.endswith((".", "]"))
        assert "\n" not in problem.what + problem.todo


@pytest.fixture
def knowledge(kb_root):
    return load_library(kb_root)[0]


def changed_route(kb, **changes):
    return replace(kb, routes=(replace(kb.routes[0], **changes), *kb.routes[1:]))


def first_problem(kb):
    problem = next(check_routes(kb))
    return problem.rule, problem.line, problem.what


def test_our_routes_have_no_problems(knowledge):
    assert list(check_routes(knowledge)) == []


def test_a_value_without_a_route_is_named(knowledge):
    kb = replace(knowledge, routes=knowledge.routes[1:])
    assert first_problem(kb) == ("G12", 0, "De route '112' heeft geen stappen.")


@pytest.mark.parametrize("name", ["steps", "never"])
def test_a_route_without_steps_is_named(knowledge, name):
    kb = changed_route(knowledge, **{name: ()})
    assert first_problem(kb) == ("G12", 0, "De route '112' heeft geen stappen, of niets onder 'nooit'.")


def test_an_unknown_helpline_of_a_route_is_named(knowledge):
    kb = changed_route(knowledge, helplines=("tante",))
    assert first_problem(kb) == ("G15", 0, "De hulplijn 'tante' bij '112' bestaat niet.")


@pytest.mark.parametrize("source", ["boek-9", "tel:tante", "tel:vakkennis"])
def test_an_unknown_source_of_a_step_is_named_with_its_line(knowledge, source):
    step = replace(knowledge.routes[0].steps[0], sources=(source,))
    kb = changed_route(knowledge, steps=(step,))
    assert first_problem(kb) == ("G15", step.line, f"De bron '{source}' bestaat niet.")


def test_a_citation_that_cannot_be_read_in_a_step_is_named(knowledge):
    step = replace(knowledge.routes[0].steps[0], text="Bel. [@a, @b]")
    assert first_problem(changed_route(knowledge, steps=(step,)))[0] == "S07"


def test_a_step_that_brings_in_the_family_is_refused_where_that_is_hidden(knowledge):
    step = replace(knowledge.routes[0].steps[0], family=True)
    assert list(check_routes(changed_route(knowledge, steps=(step,)))) == []
    assert first_problem(changed_route(knowledge, steps=(step,), family_hidden=True))[0] == "G13"


def test_checking_costs_no_more_than_twice_what_reading_does():
    # The budget in seconds is measured by `make bench`; a ratio also holds on a busy machine.
    start = time.process_time()
    kb, files = load_library(ROOT / "kb")
    read = time.process_time() - start
    check_library(kb, files)
    assert len(files) >= 150
    assert time.process_time() - start - read < 2 * read

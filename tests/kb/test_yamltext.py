import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.yamltext import parse_yaml


def only_problem(text, first_line=1):
    (problem,) = parse_yaml(text, path="x.md", first_line=first_line).problems
    return problem


def test_every_value_knows_its_line():
    parsed = parse_yaml("a: 1\nb:\n  - x\n  - y\nc: {d: e}", path="x.yaml")
    assert (parsed.line("a"), parsed.line("b", 1), parsed.line("c", "d")) == (1, 4, 5)


def test_an_unknown_place_has_the_line_of_what_is_around_it():
    assert parse_yaml("a:\n  b: 1", path="x.yaml").line("a", "b", "c", 3) == 2


def test_lines_count_from_the_first_line_of_the_file():
    assert parse_yaml("a: 1\nb: 2", path="x.md", first_line=2).line("b") == 3


@pytest.mark.parametrize("text", ["a: 1\n\tb: 2", "a:\n\t- b", "\ta: 1"])
def test_a_tab_is_named(text):
    assert only_problem(text).what == "Er staat een tab in de YAML."


def test_a_tab_is_named_with_its_line():
    assert only_problem("a: 1\n\tb: 2", first_line=2).line == 3


def test_a_double_key_is_named_with_its_line_and_the_first_value_stays():
    parsed = parse_yaml("a: 1\nb: 2\na: 3", path="x.md")
    assert [(p.line, p.what) for p in parsed.problems] == [(3, "De sleutel 'a' staat er twee keer.")]
    assert parsed.data == {"a": 1, "b": 2}


def test_a_double_key_deep_down_is_named():
    assert only_problem("a:\n  - b: 1\n    b: 2").line == 3


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a: b: c", "een dubbele punt te veel"),
        ("a: [b, c", "een haak [ is niet gesloten"),
        ("a: {b: c", "een accolade { is niet gesloten"),
        ('a: "b', "een aanhalingsteken is niet gesloten"),
        ("a: @b", "een waarde begint met een teken dat daar niet mag"),
        ("a:\n  - b\n c: d", "het inspringen klopt niet"),
        ("a: !!python/object:os.system x", "onleesbaar"),
    ],
)
def test_broken_yaml_gives_a_reason_in_dutch(text, reason):
    assert only_problem(text).what == f"De YAML kan niet gelezen worden ({reason})."


def test_a_control_character_is_named_with_its_line():
    problem = only_problem("a: 1\nb: \x1b[31m", first_line=2)
    assert (problem.line, problem.what) == (3, "Er staat een onzichtbaar stuurteken in de YAML.")


def test_an_escaped_control_character_never_survives():
    assert parse_yaml('"a\\e": ["\\e[31mx", "\\x9b2J"]', path="x").data == {"a": ["[31mx", "2J"]}


@pytest.mark.parametrize("text", ["a: 2026-02-30", "a: 2026-13-01"])
def test_a_day_that_does_not_exist_stays_text(text):
    assert isinstance(parse_yaml(text, path="x").data["a"], str)


def test_a_real_day_is_a_date():
    assert parse_yaml("a: 2026-11-22", path="x").data == {"a": datetime.date(2026, 11, 22)}


def test_a_list_that_holds_itself_is_a_problem_and_no_endless_loop():
    assert only_problem("a: &x [*x]").what == "Deze waarde wordt met & en * herhaald; dat kan hier niet."


def test_lists_that_repeat_one_another_do_not_explode():
    lines = ["a0: &a0 [x]", *(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 60))]
    problems = parse_yaml("\n".join(lines), path="x").problems
    assert [problem.line for problem in problems] == sorted(problem.line for problem in set(problems))


def test_very_deep_yaml_is_a_problem_and_no_crash():
    assert "diep in elkaar" in only_problem("[" * 3000 + "]" * 3000).what


def test_a_line_separator_from_a_web_page_does_not_shift_the_lines():
    assert parse_yaml("a: x\u2028y\nb: 2", path="x").line("b") == 2


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\r")))
def test_no_text_makes_the_reader_fail_and_problems_have_a_line_of_the_text(text):
    lines = [problem.line for problem in parse_yaml(text, path="x").problems]
    assert all(1 <= line <= text.count("\n") + 1 for line in lines)


@given(
    st.dictionaries(
        st.text(alphabet="abcdefgh", min_size=1),
        st.lists(st.text(alphabet="abc éë'#:-"), max_size=3),
        max_size=5,
    )
)
def test_quoted_texts_come_back_as_they_were_written(data):
    def quoted(value):
        return "'" + value.replace("'", "''") + "'"

    text = "".join(f"{key}: [{', '.join(map(quoted, values))}]\n" for key, values in data.items())
    assert (parse_yaml(text, path="x").data or {}) == data

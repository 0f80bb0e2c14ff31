"""The writing guide tells what the checks check: every rule, and nothing that is no rule."""

import ast
import re
from collections.abc import Iterator

import pytest

from kb.checks.rules import load_rules
from kb.frontmatter import FrontMatter
from kb.headings import HEADINGS, PLACES, Heading
from kb.plaintext import FAMILY
from kb.reference import load_routes, load_vocabulary
from tests.conftest import ROOT
from tests.docs.reading import WRITING_GUIDE, tables

TEXT = WRITING_GUIDE.read_text(encoding="utf-8")
VOCABULARY = load_vocabulary(ROOT / "kb")
RULES = load_rules()
EXPLAINED = tables(WRITING_GUIDE, "regel", "wat", "waarom", "zo niet", "zo wel")
AVOIDED = [
    pytest.param(word, better, id=word)
    for words, better in tables(WRITING_GUIDE, "liever niet", "liever wel")
    for word in words.split(", ")
]
WITH_PATTERN = [pytest.param(*row, id=row[0]) for row in EXPLAINED if row[0] in {rule.id for rule in RULES}]


def ids_in_the_program() -> Iterator[str]:
    """Yield the rules that the program names: by a letter and figures, or as the first word of a problem."""
    for room in ("kb", "index", "retrieval"):
        for path in sorted((ROOT / room).rglob("*.py")):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            texts = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)]
            yield from (text for text in map(str, texts) if re.fullmatch(r"[A-Z]\d\d[a-z]?", text))
            yield from _of_problems(tree)


def _of_problems(tree: ast.Module) -> Iterator[str]:
    named = {
        target.id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Problem":
            first = node.args[0]
            name = first.id if isinstance(first, ast.Name) else ""
            rule = first.value if isinstance(first, ast.Constant) else named.get(name)
            yield from [str(rule)] if rule else []


def test_every_rule_is_explained_once_and_every_explained_rule_exists() -> None:
    explained = [row[0] for row in EXPLAINED]
    assert sorted(explained) == sorted({*ids_in_the_program(), *(rule.id for rule in RULES)})


def test_the_ids_of_checks_patterns_and_questions_by_hand_are_all_found() -> None:
    assert {"S01", "S02", "S10", "G01", "G13b", "G17", "G25"} <= set(ids_in_the_program())


@pytest.mark.parametrize("row", EXPLAINED, ids=lambda row: row[0])
def test_a_rule_has_what_why_and_two_examples(row: list[str]) -> None:
    assert len(row) == 5
    assert all(row)


def found(text: str, *ids: str) -> set[str]:
    """Return the rules (of these ids, else all) that a sentence breaks; a marked one is about no family."""
    bare = text.replace("`", "")
    return {
        rule.id
        for rule in RULES
        if rule.id in (ids or (rule.id,))
        and not (rule.unmarked and FAMILY in bare)
        and not (rule.section and not ids)
        and rule.finds(bare)
    }


@pytest.mark.parametrize(("rule", "what", "why", "bad", "good"), WITH_PATTERN)
def test_an_example_breaks_its_rule_and_its_better_one_breaks_none(
    rule: str, what: str, why: str, bad: str, good: str
) -> None:
    assert found(bad, rule) == {rule}
    assert found(good) == set()
    if any(one.section for one in RULES if one.id == rule):
        assert found(good, rule) == set()


@pytest.mark.parametrize(("word", "better"), AVOIDED)
def test_a_word_to_avoid_is_one_that_the_checks_know(word: str, better: str) -> None:
    assert found(word, "G08", "G16")
    assert found(better, "G08", "G16") == set()


def bounds(heading: Heading) -> str:
    if not heading.required:
        return "mag"
    if heading.high == 99:
        return f"ten minste {heading.low}"
    return str(heading.low) if heading.low == heading.high else f"{heading.low} tot {heading.high}"


def test_the_headings_are_those_of_an_article_in_their_order() -> None:
    told = [tuple(row[:2]) for row in tables(WRITING_GUIDE, "kop", "hoeveel", "wat")]
    assert told == [(heading.title, bounds(heading)) for heading in HEADINGS]
    assert all(place in TEXT for place in PLACES)


def test_the_keys_are_those_of_the_front_matter() -> None:
    told = [(row[0], row[2] == "ja") for row in tables(WRITING_GUIDE, "sleutel", "wat", "verplicht")]
    fields = FrontMatter.model_fields.items()
    assert sorted(told) == sorted((f"`{name}`", field.is_required()) for name, field in fields)


def test_the_routes_are_those_of_the_vocabulary_and_hide_the_family_as_they_do() -> None:
    hidden = {f"`{route.id}`": route.family_hidden for route in load_routes(ROOT / "kb")[0]}
    told = {
        row[0]: row[2] == "ja" for row in tables(WRITING_GUIDE, "route", "kies hem bij", "familie erbuiten")
    }
    assert told == {**hidden, "`geen`": False}
    assert list(told) == [f"`{value}`" for value in VOCABULARY.values("route")]


def test_the_types_of_meaning_are_those_of_the_vocabulary() -> None:
    told = dict(tables(WRITING_GUIDE, "type", "op het scherm"))
    assert told == {f"`{value}`": label for value, label in VOCABULARY.facets["betekenis"].items()}


@pytest.mark.parametrize("facet", ["urgentie", "niveau", "soort"])
def test_the_values_that_are_told_are_all_values_there_are(facet: str) -> None:
    assert [value for value in VOCABULARY.values(facet) if f"`{value}`" not in TEXT] == []

import pytest

from kb.checks.structure import check_structure
from kb.headings import HEADINGS
from tests.conftest import article_text

REQUIRED = [heading for heading in HEADINGS if heading.required]


@pytest.fixture
def complaints(read):
    return lambda text: [(p.rule, p.line, p.what) for p in check_structure(read(text)[0])]


def test_a_good_article_has_no_complaints(complaints):
    assert complaints(article_text()) == []


@pytest.mark.parametrize("heading", REQUIRED, ids=lambda heading: heading.title)
def test_a_missing_heading_is_named(complaints, heading):
    before, _, rest = article_text().partition(f"## {heading.title}\n")
    text = before + rest[rest.index("\n## ") + 1 :] if "\n## " in rest else before
    assert [what for _, _, what in complaints(text)] == [f"De kop '{heading.title}' ontbreekt of is leeg."]


@pytest.mark.parametrize("heading", REQUIRED, ids=lambda heading: heading.title)
def test_an_empty_article_misses_every_required_heading(complaints, heading):
    text = article_text().split("## In het kort")[0]
    assert f"De kop '{heading.title}' ontbreekt of is leeg." in [what for _, _, what in complaints(text)]


def test_an_optional_heading_may_be_away_or_there(complaints):
    assert complaints(article_text(extra="## Hoe het kan voelen\n- Spannend.\n")) == []


@pytest.mark.parametrize(
    ("old", "new", "rule", "line", "what"),
    [
        (
            '- "Wat heb je nodig?"\n',
            "",
            "G09",
            18,
            "Onder 'Vraag eerst' staat 1 punt; het moeten er 2 tot 5 zijn.",
        ),
        (
            '- "Wat heb',
            '- "A?"\n- "B?"\n- "C?"\n- "D?"\n- "Wat heb',
            "G09",
            18,
            "Onder 'Vraag eerst' staan 6 punten;",
        ),
        (
            "- **Vraag het",
            "x\n\n- **Doe** a\n- b\n- c\n- d\n- **Vraag het",
            "G10",
            22,
            "Onder 'Wat je kunt doen' staan 9",
        ),
        (
            "- **taal:** S",
            "- **taal:** S\n- **taal:** T\n- a\n- b\n- s",
            "G01",
            28,
            "Onder 'Wat het kan betekenen' staan 7",
        ),
        (
            "Luister dan.",
            "Luister dan.\n\nNog een.",
            "S04",
            12,
            "Onder 'In het kort' staan 2 punten; het moeten er 1 zijn.",
        ),
        (
            '- "situatie nummer 0',
            '\n- "situatie\n\n## Onbekend\n- "',
            "S04",
            40,
            "Onder 'Zo klinkt het' staat 1 punt;",
        ),
    ],
)
def test_too_few_or_too_many_items_are_named(complaints, old, new, rule, line, what):
    ((found_rule, found_line, found),) = complaints(article_text().replace(old, new))
    assert (found_rule, found_line) == (rule, line)
    assert found.startswith(what)


def test_a_heading_out_of_its_place_is_named_once(complaints):
    text = article_text()
    start, end = text.index("## Beter niet"), text.index("## Wanneer opschalen")
    moved = text[:start] + text[end:] + text[start:end]
    ((rule, line, what),) = complaints(moved)
    assert (rule, what) == ("S04", "De kop 'Beter niet' staat niet op zijn plaats.")
    assert moved.split("\n")[line - 1] == "- Meteen oordelen."


def test_an_article_without_bullets_is_counted_by_its_paragraphs(complaints):
    text = article_text().replace("\n- ", "\n\n")
    assert complaints(text) == []


def test_one_paragraph_where_bullets_belong_is_too_few(complaints):
    text = article_text().replace('- "Hoe gaat het met je?"\n- "Wat heb', 'Hoe gaat het?\n"Wat heb')
    assert [rule for rule, _, _ in complaints(text)] == ["G09"]

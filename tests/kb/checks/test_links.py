"""Mentions of articles: those that answers come from are fine, the others are named at their line."""

import pytest

from kb.checks.links import check_links
from kb.library import load_library
from kb.markdown import parse_blocks
from tests.conftest import article_text

WHERE = "articles/veiligheid/noemt.md"


@pytest.fixture
def mention(put, kb_root):
    """Return what is said of a line that stands at line 33 of an article, beside what else there is."""

    def check(line):
        put("noemt", article_text().replace("- Meteen oordelen.", f"- {line}"))
        return [(p.rule, p.path, p.line, p.what) for p in check_links(*load_library(kb_root))]

    return check


def said(slug, why):
    return [("S11", WHERE, 33, f"Dit noemt het artikel '{slug}', maar dat {why}.")]


MENTIONS = ["Zie {}.", "Zie ook {}.", "Lees eerst {}.md.", "Meer in artikel {}", "(zie “{}”)", "Lees ook: {}"]


@pytest.mark.parametrize("text", MENTIONS)
def test_an_article_that_is_there_may_be_mentioned(put, mention, text):
    put("kijkt-weg")
    assert mention(text.format("kijkt-weg")) == []


@pytest.mark.parametrize("text", MENTIONS)
def test_one_that_is_removed_or_renamed_is_named(put, mention, text):
    put("heet-nu-anders")
    assert mention(text.format("kijkt-weg")) == said("kijkt-weg", "bestaat niet")


@pytest.mark.parametrize("text", [*MENTIONS, "Bij kijkt-weg staat meer."])
def test_one_that_is_withdrawn_is_named(put, mention, text):
    put("kijkt-weg", article_text().replace("concept", "ingetrokken"))
    assert mention(text.format("kijkt-weg")) == said("kijkt-weg", "is ingetrokken")


@pytest.mark.parametrize("content", ["kapot", article_text(advice="- [vul in] Nog een advies.")])
def test_one_that_takes_no_part_is_named(put, mention, content):
    put("kijkt-weg", content)
    assert mention("Bij kijkt-weg staat meer.") == said("kijkt-weg", "doet nu niet mee")


def test_one_that_stands_in_two_places_is_there(put, mention):
    put("kijkt-weg", article_text().replace("concept", "ingetrokken"), theme="religie-en-school")
    put("kijkt-weg")
    assert mention("Zie kijkt-weg.") == []


@pytest.mark.parametrize(
    "text",
    [
        "Zie de mentor-lijst.",
        "Lees NT2-teksten en VN-verdragen samen.",
        "Wij-zij denken helpt niet, ook niet in-en-om de school.",
        "Vraag het boos en stil.",
        "Bij kijkt-weg-te-vaak staat meer.",
        "artikelen-lezen kan ook",
    ],
)
def test_other_words_are_no_mention(put, mention, text):
    put("boos", "kapot")
    put("kijkt-weg", "kapot")
    assert mention(text) == []


def test_a_mention_in_the_title_is_named(put, kb_root):
    put("noemt", article_text("Een kind, zie kijkt-weg"))
    assert (WHERE, 9) in [(problem.path, problem.line) for problem in check_links(*load_library(kb_root))]


def test_a_mention_in_a_step_of_a_route_is_named_at_its_line(put, kb_root):
    routes = kb_root / "routes.yaml"
    lines = routes.read_text(encoding="utf-8").split("\n")
    number = next(number for number, line in enumerate(lines, start=1) if line.startswith("    - "))
    lines[number - 1] = '    - "Zie kijkt-weg. [@vakkennis]"'
    routes.write_text("\n".join(lines), encoding="utf-8")
    put("noemt")
    (problem,) = check_links(*load_library(kb_root))
    assert (problem.path, problem.line) == ("routes.yaml", number)


def test_what_people_say_mentions_no_article(put, kb_root):
    put("noemt", article_text(situations=["dat staat toch bij kijkt-weg"] * 8))
    put("kijkt-weg", "kapot")
    assert list(check_links(*load_library(kb_root))) == []


def test_a_withdrawn_article_may_mention_another(put, kb_root):
    put("goed")
    put("noemt", article_text(advice="- Zie kijkt-weg.").replace("concept", "ingetrokken"))
    assert list(check_links(*load_library(kb_root))) == []


def test_the_nearest_name_is_proposed(put, kb_root):
    put("kijkt-niet-weg", article_text(advice="- Zie kijkt-weg. [@vakkennis]"))
    (problem,) = check_links(*load_library(kb_root))
    assert problem.todo == "Haal de verwijzing weg, of noem een ander artikel: kijkt-niet-weg?"


def test_an_article_named_twice_in_a_line_is_one_problem(put, mention):
    put("goed")
    assert mention("Zie kijkt-weg en lees kijkt-weg.md.") == said("kijkt-weg", "bestaat niet")


def test_a_markdown_link_says_how_an_article_is_mentioned():
    (problem,) = parse_blocks("- [meer](../veiligheid/kijkt-weg.md)", path="x.md")[1]
    assert problem.what == "Hier staat een link; dat kan in een artikel niet."
    assert "bij zijn slug" in problem.todo

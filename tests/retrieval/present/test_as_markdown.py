import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from index.refresh import OpenIndex
from kb.plaintext import plain
from retrieval.answer import answer
from retrieval.present.as_markdown import advice_markdown, escaped
from tests.conftest import article_text

ODD = "*sterk* _schuin_ `code` [link](javascript:x) <b>vet</b> ![x](y) | a | # kop &lt; ~~weg~~ \\"


def read(markdown: str) -> list[tuple[str, str]]:
    """Return what a reader of Markdown sees: each token with its text."""
    seen = []
    for token in MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(markdown):
        seen += [(token.type, "")] if token.type != "inline" else []
        seen += [(child.type, child.content) for child in token.children or []]
    return seen


@given(st.text(alphabet="ab1 -+*_`[]()<>#|~&;!\\.=:\"'$", max_size=40).map(plain).filter(bool))
def test_an_escaped_text_is_read_as_that_text(text: str) -> None:
    tokens = read(f"- {escaped(text)}\n")
    assert "".join(content for _, content in tokens) == text
    assert {kind for kind, _ in tokens} <= {
        "bullet_list_open",
        "list_item_open",
        "paragraph_open",
        "text",
        "text_special",
        "paragraph_close",
        "list_item_close",
        "bullet_list_close",
    }


@given(st.text(max_size=60))
def test_an_escaped_text_is_one_line_without_control_characters(text: str) -> None:
    assert len(escaped(text).splitlines()) <= 1
    assert "\x1b" not in escaped(text)


@pytest.mark.parametrize(
    "text", ["- punt", "+ punt", "1. punt", "12) punt", "---", "# kop", "> citaat", "~~~"]
)
def test_a_text_cannot_begin_a_block(text: str) -> None:
    assert "".join(content for _, content in read(f"- {escaped(text)}\n")) == text


def test_nothing_in_an_answer_is_obeyed(advice_of, danger_of, own_index: OpenIndex, view_of) -> None:
    markdown = advice_markdown(advice_of(ODD, safety=danger_of(ODD)), view_of(own_index))
    tokens = read(markdown)
    links = [content for kind, content in tokens if kind == "link_open"]
    assert not {"html_inline", "image", "strong_open", "s_open", "table_open"} & {kind for kind, _ in tokens}
    assert len(links) == 1  # the source's own address
    assert sum(kind == "em_open" for kind, _ in tokens) == 1  # the line about certainty
    assert ODD in "".join(content for _, content in tokens)


def test_a_source_links_only_to_the_web(advice_of, own_index: OpenIndex, view_of) -> None:
    from dataclasses import replace

    advice = advice_of("tekst")
    bad = replace(advice.sources[0], url="javascript:alert(1)")
    markdown = advice_markdown(replace(advice, sources=(bad,)), view_of(own_index))
    assert "<javascript" not in markdown
    assert "<https://example.org/a_b>" in advice_markdown(advice, view_of(own_index))


def test_an_answer_names_title_items_places_and_sources(small_index: OpenIndex, view_of) -> None:
    advice = answer(small_index, "situatie nummer 3 over een ouder is boos")
    markdown = advice_markdown(advice, view_of(small_index))
    assert markdown.startswith("# Een ouder is boos\n")
    assert "## Wat je kunt doen\n" in markdown
    assert f"ouder-is-boos.md:{advice.advice[0].line}`" in markdown
    assert "## Bronnen\n" in markdown
    assert markdown.endswith("\n")


def test_danger_comes_before_the_title(own_index: OpenIndex, view_of, danger_text) -> None:
    markdown = advice_markdown(answer(own_index, danger_text("vgv")), view_of(own_index))
    assert markdown.startswith("# Eerst veiligheid: Zorgen over meisjesbesnijdenis")
    assert "0800-2000" in markdown


def test_nothing_found_names_what_is_near(small_index: OpenIndex, view_of) -> None:
    markdown = advice_markdown(answer(small_index, "toner printer"), view_of(small_index))
    assert markdown.startswith("# Geen passend advies gevonden")
    assert "`handelwijzer lees kijkt-weg`" in markdown


def test_who_has_read_an_article_cannot_add_marks(make_index, view_of) -> None:
    front = 'meegelezen: [{rol: "<b>*arts*</b>", datum: 2026-11-01}]\n'
    index = make_index({"kijkt-weg": article_text(front=front)})
    advice = answer(index, "situatie nummer 1 over een leerling kijkt weg")
    assert r"\<b\>\*arts\*\</b\>" in advice_markdown(advice, view_of(index))

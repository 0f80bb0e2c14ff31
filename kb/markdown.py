"""Markdown to blocks: headings, paragraphs and bullets, each with its line. Nothing is left out silently."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from kb.plaintext import without_controls
from kb.types import Problem

_UNSUPPORTED = {
    "fence": "een codeblok",
    "code_block": "een ingesprongen blok",
    "html_block": "HTML",
    "hr": "een streep",
    "blockquote_open": "een citaatblok",
    "ordered_list_open": "een genummerde lijst",
    "table_open": "een tabel",
}
_INSTEAD = {"een link": "Noem een bron als [@bron-id], en een artikel bij zijn slug: 'zie geen-oogcontact'."}
_UNSUPPORTED_INLINE = {"image": "een afbeelding", "link_open": "een link", "html_inline": "HTML"}


@dataclass(frozen=True, slots=True)
class Block:
    """A heading (`level` 1 to 6), a paragraph (`level` 0) or a bullet (`level` -1).

    `text` has no emphasis marks and no control characters, but still its citations.
    """

    level: int
    text: str
    line: int


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    # Without link definitions: "[@bron]: tekst" would be one, and vanish.
    return MarkdownIt("commonmark").enable("table").disable("reference")


def parse_blocks(
    text: str, *, path: str, first_line: int = 1
) -> tuple[tuple[Block, ...], tuple[Problem, ...]]:
    """Read the Markdown below the front matter, whose first line is line `first_line` of the file."""
    tokens = _parser().parse(text)
    blocks = tuple(_blocks(tokens, first_line))
    return blocks, tuple(dict.fromkeys(_problems(tokens, path, first_line)))


def _blocks(tokens: Sequence[Token], first_line: int) -> Iterator[Block]:
    bullets = 0
    for number, token in enumerate(tokens):
        if token.type in {"list_item_open", "list_item_close"}:
            bullets += 1 if token.type == "list_item_open" else -1
        if token.type != "inline" or token.map is None:
            continue
        opener = tokens[number - 1]
        level = int(opener.tag[1]) if opener.type == "heading_open" else (-1 if bullets else 0)
        yield Block(level, without_controls(_text(token.children or [])), token.map[0] + first_line)


def _text(children: Sequence[Token]) -> str:
    parts = []
    for child in children:
        if child.type in {"softbreak", "hardbreak"}:
            parts.append(" ")
        elif child.type in {"text", "text_special", "code_inline", "html_inline", "image"}:
            parts.append(child.content)
    return "".join(parts)


def _problems(tokens: Sequence[Token], path: str, first_line: int) -> Iterator[Problem]:
    depth = 0
    line = first_line
    for token in tokens:
        line = token.map[0] + first_line if token.map else line
        depth += {"bullet_list_open": 1, "bullet_list_close": -1}.get(token.type, 0)
        if token.type == "bullet_list_open" and depth > 1:
            yield _unsupported("een lijst in een lijst", path, line)
        if token.type in _UNSUPPORTED:
            yield _unsupported(_UNSUPPORTED[token.type], path, line)
        for child in token.children or []:
            line += child.type in {"softbreak", "hardbreak"}
            if child.type in _UNSUPPORTED_INLINE:
                yield _unsupported(_UNSUPPORTED_INLINE[child.type], path, line)


def _unsupported(what: str, path: str, line: int) -> Problem:
    todo = _INSTEAD.get(what, "Gebruik koppen, gewone alinea's en streepjes ('- ').")
    return Problem("S05", path, line, f"Hier staat {what}; dat kan in een artikel niet.", todo)

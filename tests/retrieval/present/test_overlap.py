import dataclasses
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from kb.types import Article, Item
from retrieval.curation.contradiction import Contradiction
from retrieval.curation.instructions import Instruction
from retrieval.curation.overlap import ArticlePair, Overlap
from retrieval.curation.paraphrase import ItemPair
from retrieval.present.overlap import overlap_json, overlap_lines

ROOT = Path("/ergens/kb")
NOTHING = Overlap((), (), ())


@pytest.fixture
def article_of(own_index) -> Callable[[str], Article]:
    """Return a function that makes an article with this slug."""
    article = own_index.generation.kb.articles[0]
    return lambda slug: dataclasses.replace(article, slug=slug, title=f"Titel van {slug}")


def item(text: str, line: int, kind: str = "advies") -> Item:
    return Item(kind, text, f"artikel-{line}", "Wat je kunt doen", f"articles/x/artikel-{line}.md", line)


def told(text: str, line: int, *, forbidden: bool) -> Instruction:
    nothing: frozenset[str] = frozenset()
    return Instruction(item(f"{text} Daarna iets anders.", line), text, nothing, nothing, nothing, forbidden)


@pytest.fixture
def show(text_of) -> Callable[..., str]:
    def lines(overlap: Overlap, article: Article | None = None, *, most: int = 5) -> str:
        return text_of(overlap_lines(overlap, ROOT, article=article, most=most, width=79))

    return lines


def test_the_nearest_articles_come_with_how_near_they_are(show, article_of):
    own = article_of("eigen")
    figures = {"dubbel": 0.31, "half": 0.2, "ver": 0.19, "verder": 0.1, "verst": 0.05}
    pairs = tuple(ArticlePair(own, article_of(slug), figure) for slug, figure in figures.items())
    shown = show(Overlap(pairs, (), ()), own)
    assert shown.startswith("Titel van eigen [eigen]\n")
    assert "0.31 lijkt sterk: dubbel (Titel van dubbel)" in shown
    assert "0.20 overlapt: half (" in shown
    assert "0.19 verder weg: ver (" in shown
    assert "verder (" not in shown  # three, near or not
    assert "Haal weg wat dubbel staat" in shown


def test_items_said_twice_come_with_both_places(show):
    pair = ItemPair(item("Bel de buurman.", 3), item("Bel je buurman.", 9), 0.8)
    assert show(dataclasses.replace(NOTHING, items=(pair,))).splitlines()[1:7] == [
        "",
        "ZEGT BIJNA HETZELFDE (1)",
        "- Bel de buurman.",
        "  /ergens/kb/articles/x/artikel-3.md:3",
        "  Bel je buurman.",
        "  /ergens/kb/articles/x/artikel-9.md:9",
    ]


def test_a_contradiction_shows_the_sentences_and_asks_to_look(show):
    clash = Contradiction(
        told("Bel de buurman.", 3, forbidden=False), told("Bel niemand.", 9, forbidden=True), 1
    )
    shown = show(dataclasses.replace(NOTHING, contradictions=(clash,)))
    assert "LIJKT TEGEN TE SPREKEN: KIJK ZELF (1)\n- Wel: Bel de buurman.\n" in shown
    assert "  Niet: Bel niemand.\n  /ergens/kb/articles/x/artikel-9.md:9" in shown
    assert "iets anders" not in shown


def test_where_nothing_is_found_that_is_said(show, article_of):
    own = article_of("eigen")
    shown = show(Overlap((ArticlePair(own, article_of("ver"), 0.1),), (), ()), own)
    assert "Niets overlapt, niets staat dubbel en niets lijkt tegen te spreken." in shown
    assert "Haal weg" not in shown


def test_what_is_not_shown_is_counted(show, article_of):
    pairs = tuple(ArticlePair(article_of("a"), article_of(f"b{n}"), 0.3) for n in range(7))
    items = tuple(ItemPair(item("a", n), item("b", n + 50), 0.5) for n in range(9))
    shown = show(Overlap(pairs, items, ()), most=2)
    assert "ARTIKELEN DIE OVERLAPPEN (7)\n- 0.30 a en b0\n- 0.30 a en b1\n  en nog 5 (" in shown
    assert "ZEGT BIJNA HETZELFDE (9)" in shown
    assert "en nog 7 (" in shown


def test_no_text_is_wider_than_the_screen(show, article_of):
    long = "woord " * 60
    pair = ItemPair(item(long, 3), item(long, 9), 0.8)
    own = dataclasses.replace(article_of("eigen"), title=long)
    overlap = Overlap((ArticlePair(own, own, 0.5),), (pair,), ())
    assert max(map(len, show(overlap, own).splitlines())) <= 79


def test_json_holds_everything(article_of):
    overlap = Overlap(
        (ArticlePair(article_of("a"), article_of("b"), 0.3),),
        (ItemPair(item("x", 3), item("y", 9), 0.8),),
        (Contradiction(told("Bel.", 3, forbidden=False), told("Bel niet.", 9, forbidden=True), 1.0),),
    )
    value = json.loads(json.dumps(overlap_json(overlap, ROOT)))
    (articles,), (items,), (clash,) = value["articles"], value["items"], value["contradictions"]
    assert (articles["one"]["id"], articles["other"]["id"], articles["similarity"]) == ("a", "b", 0.3)
    assert (items["one"]["path"], items["other"]["line"]) == ("/ergens/kb/articles/x/artikel-3.md", 9)
    assert (clash["does"]["line"], clash["forbids"]["line"], clash["similarity"]) == (3, 9, 1.0)

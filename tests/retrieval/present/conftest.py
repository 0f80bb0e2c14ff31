"""Answers made by hand, as large and odd as a knowledge base could make them."""

import dataclasses
from collections.abc import Callable

import pytest

from index.refresh import OpenIndex
from kb.types import Article, Helpline, Item, Source
from retrieval.edition import Edition
from retrieval.present.card import card_html
from retrieval.types import Advice, Hit, RankedArticle, Safety

HEADINGS = {
    "advies": "Wat je kunt doen",
    "vraag": "Vraag eerst",
    "betekenis": "Wat het kan betekenen",
    "valkuil": "Beter niet",
    "opschalen": "Wanneer opschalen",
    "kort": "In het kort",
    "letop": "Let eerst op",
}

EDITION = Edition("1.2.3", 171, "2026-11-22", "9bdd6b2c")
TODAY = "2026-11-27"


def items(kind: str, text: str, count: int) -> tuple[Item, ...]:
    path = "articles/veiligheid/artikel.md"
    type_ = "taal" if kind == "betekenis" else None
    return tuple(
        Item(kind, text, "artikel", HEADINGS.get(kind, kind), path, 10 + n, type=type_, sources=("bron",))
        for n in range(count)
    )


@pytest.fixture
def advice_of(own_index: OpenIndex) -> Callable[..., Advice]:
    """Return a function that makes an answer in which every text is `text`, `count` times a list."""
    kb = own_index.generation.kb

    def make(text: str, *, count: int = 6, safety: Safety | None = None, **changed: object) -> Advice:
        article: Article = dataclasses.replace(
            kb.articles[0], title=text, slug="artikel", readers=((text, "2026-11-01"),)
        )
        plain = Advice(
            query=text,
            outcome="advice",
            confidence=0.9,
            safety=safety or Safety(),
            articles=(RankedArticle(article, Hit("artikel", 0.5, 0.5, 0.5, 0)),),
            advice=items("advies", text, count),
            meanings=items("betekenis", text, count),
            questions=items("vraag", text, count),
            pitfalls=items("valkuil", text, count),
            escalation=items("opschalen", text, count),
            other=(*items("kort", text, 1), *items("letop", text, count)),
            sources=(Source("bron", text, text, "2026", "https://example.org/a_b", "wet"),),
            nearest=(article,) * 3,
            withheld=count,
        )
        return dataclasses.replace(plain, **changed)

    return make


@pytest.fixture
def danger_of() -> Callable[..., Safety]:
    """Return a function that makes a danger in which every text is `text`."""

    def make(text: str, *, routes: int = 3, count: int = 5) -> Safety:
        steps = tuple(
            Item("stap", text, "r", heading, "routes.yaml", 20 + n)
            for heading in ("Stappen", "Opschrijven", "Samen beslissen")
            for n in range(count)
        )
        return Safety(
            level="acute",
            score=0.99,
            routes=tuple(f"route-{n}" for n in range(routes)),
            names=(text,) * routes,
            signals=(
                Item("term", text, "r", "termen", "signals.yaml", 1),
                Item("signaal", text, "r", "acuut", "signals.yaml", 2, type="acuut"),
            ),
            steps=steps,
            never=tuple(Item("nooit", text, "r", "Nooit", "routes.yaml", 30 + n) for n in range(count)),
            helplines=tuple(Helpline(f"lijn-{n}", text, "0800-1234", text, "2026-11-21") for n in range(5)),
        )

    return make


@pytest.fixture
def card_of_answer(own_index: OpenIndex, view_of) -> Callable[..., str]:
    """Return a function that makes the card of an answer, in a fixed edition on a fixed day."""

    def make(advice: Advice, *, told: bool = False) -> str:
        return card_html(advice, view_of(own_index), EDITION, today=TODAY, told=told)

    return make

from collections.abc import Callable

import numpy as np
import pytest

from retrieval.curation.contradiction import RELATED, contradictions
from tests.conftest import article_text

VERBS = "\n".join(
    f"- **{verb} iets.** [@vakkennis]" for verb in ("Laat", "Laat", "Bel", "Bel", "Vraag", "Vraag")
)
DOES = "Laat de oudste broer vertalen."
PITFALL = "Een broer of zus laten vertalen."


@pytest.fixture
def clashes(make_index) -> Callable[..., list[tuple[str, str]]]:
    """Return what clashes between an article with this advice and one with this pitfall (or advice)."""

    def look(advice: str, pitfall: str, *, warned: str = "", common: float = RELATED, own: int | None = None):
        texts = {
            "a": article_text("Onderwerp brood", advice=f"- {advice} [@vakkennis]"),
            "b": article_text("Vader zwijgt", advice=warned).replace("Meteen oordelen.", pitfall),
            "c": article_text("Over verbs", advice=VERBS),
        }
        articles = make_index(texts).generation.kb.articles
        similarities = np.full((3, 3), common, dtype=np.float32)
        return [
            (clash.does.sentence, clash.forbids.sentence)
            for clash in contradictions(articles, similarities, own)
            if clash.does.item.article == "a"
        ]

    return look


def test_advice_that_is_a_pitfall_elsewhere_is_found(clashes):
    assert clashes(DOES, PITFALL) == [(DOES, PITFALL)]


def test_advice_that_elsewhere_is_advised_against_is_found(clashes):
    warned = "- Laat nooit een kind vertalen. [@vakkennis]"
    assert clashes(DOES, "Meteen oordelen.", warned=warned) == [(DOES, "Laat nooit een kind vertalen.")]


def test_two_warnings_agree(clashes):
    assert clashes("Laat de oudste broer nooit vertalen.", PITFALL) == []


@pytest.mark.parametrize(
    ("advice", "pitfall"),
    [
        ("Laat de oudste broer koken.", PITFALL),
        ("Vraag de oudste broer naar zijn vertaling.", PITFALL),
        ("Bel de tolk.", "De tandarts bellen."),
    ],
)
def test_another_deed_or_another_object_is_no_contradiction(clashes, advice, pitfall):
    assert clashes(advice, pitfall) == []


def test_articles_about_something_else_may_advise_otherwise(clashes):
    assert clashes(DOES, PITFALL, common=RELATED - 0.01) == []


@pytest.mark.parametrize(("own", "found"), [(0, 1), (1, 1), (2, 0)])
def test_of_one_article_only_its_own_contradictions_are_given(clashes, own, found):
    assert len(clashes(DOES, PITFALL, own=own)) == found


def test_advice_is_named_once_with_the_warning_that_is_nearest(clashes):
    nearest = "Laat nooit de oudste broer vertalen."
    assert clashes(DOES, PITFALL, warned=f"- {nearest} [@vakkennis]") == [(DOES, nearest)]


def test_the_figure_is_1_for_the_same_words(make_index):
    texts = {
        "a": article_text("Onderwerp brood", advice=f"- {DOES} [@vakkennis]\n{VERBS}"),
        "b": article_text("Vader zwijgt", advice="- Laat de oudste broer niet vertalen. [@vakkennis]"),
    }
    articles = make_index(texts).generation.kb.articles
    (clash,) = contradictions(articles, np.ones((2, 2), dtype=np.float32))
    assert clash.similarity == pytest.approx(1)

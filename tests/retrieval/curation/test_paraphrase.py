from collections.abc import Callable

import numpy as np
import pytest

from kb.passages import TITLE, Passage
from retrieval.curation.compared import Compared, indexed_articles
from retrieval.curation.paraphrase import NEARLY_SAME, nearly_same_items, title_free_cosines
from tests.conftest import article_text

LINE = "- **Ga naast het kind zitten.** Zo hoeft het jou niet aan te kijken als het praat. [@{source}]"
OTHERS = {
    f"ander-{number}": article_text(f"Onderwerp {word}", advice=f"- **Doe iets met {word}.** [@vakkennis]")
    for number, word in enumerate(("brood", "fietsen", "regen", "papier", "muziek", "water"))
}


@pytest.fixture
def found(make_index) -> Callable[..., list[tuple[str, str, float]]]:
    """Return the pairs of which one has a text that begins so, when two articles advise these."""

    def look(one: str, other: str, *, begins: str = "Ga naast", own: int | None = None):
        texts = {
            **OTHERS,
            "een": article_text("Een leerling kijkt weg", advice=one),
            "twee": article_text("Vader blijft lang zwijgen", advice=other),
        }
        compared = indexed_articles(make_index(texts).generation)
        pairs = nearly_same_items(compared, own)
        return [
            (pair.one.article, pair.other.article, pair.similarity)
            for pair in pairs
            if pair.one.text.startswith(begins)
        ]

    return look


def test_a_repeated_item_is_found_once(found):
    line = LINE.format(source="vakkennis")
    assert found(line, line) == [("een", "twee", 1.0)]


def test_what_is_said_with_some_of_the_same_words_is_found(found):
    other = "- **Kies een plek naast het kind.** Het hoeft jou dan niet aan te kijken. [@vakkennis]"
    ((one, two, similarity),) = found(LINE.format(source="vakkennis"), other)
    assert (one, two) == ("een", "twee")
    assert NEARLY_SAME <= similarity < 1


def test_something_else_is_left_alone(found):
    assert found(LINE.format(source="vakkennis"), "- **Regel een tolk.** Betaal die zelf. [@vakkennis]") == []


def test_what_to_do_in_danger_may_have_one_wording(found):
    line = LINE.format(source="tel:veilig-thuis")
    assert found(line, line) == []


def test_items_of_one_article_are_not_compared(found):
    line = LINE.format(source="vakkennis")
    assert found(f"{line}\n{line}", "- **Regel een tolk.** [@vakkennis]") == []


def test_what_people_tell_may_be_alike(make_index):
    told = [f"hij kijkt mij nooit aan zei juf {number}" for number in range(8)]
    texts = {name: article_text(name, situations=told) for name in ("een", "twee")}
    compared = indexed_articles(make_index({**OTHERS, **texts}).generation)
    assert "situatie" not in {pair.one.kind for pair in nearly_same_items(compared)}


def test_of_one_article_its_own_item_is_the_first_of_a_pair(found):
    line = LINE.format(source="vakkennis")
    last = len(OTHERS) + 1
    assert found(line, line, own=last) == [("twee", "een", 1.0)]
    assert found(line, line, own=0) == []


def test_the_most_alike_come_first(own_index):
    pairs = nearly_same_items(indexed_articles(own_index.generation))
    figures = [pair.similarity for pair in pairs]
    assert figures == sorted(figures, reverse=True)
    assert min(figures) >= NEARLY_SAME
    assert all(pair.one.kind == pair.other.kind for pair in pairs)
    assert len({(pair.one.path, pair.one.line, pair.other.path, pair.other.line) for pair in pairs}) == len(
        pairs
    )


@pytest.mark.parametrize("other_title", [[1, 0, 0, 0, 0], [1, 0.5, 0, 0, 0], [0, 1, 0, 0, 0]])
def test_what_items_share_with_either_title_does_not_make_them_alike(other_title):
    vectors = np.array(
        [[1, 0, 0, 0, 0], [3, 3, 0.5, 0.5, 0], other_title, [3, 3, 0.5, 0, 0.5]], dtype=np.float32
    )
    passages = tuple(Passage(owner, kind, -1, "") for owner in "ab" for kind in (TITLE, "advies"))
    compared = Compared((), passages, np.array([0, 0, 1, 1]), vectors)
    alike = title_free_cosines(compared, vectors, np.array([1]), np.array([3]))[0]
    same_title = other_title[1] == 0
    assert alike == pytest.approx(9.25 / 9.5 if same_title else 0.5, abs=1e-5)

import dataclasses

import numpy as np
import pytest

from index.refresh import OpenIndex
from kb.types import Article
from retrieval.curation.findability import Asked, Findability, findability, findability_of_all
from retrieval.rows import rows_of
from retrieval.search import gather, gather_all, lowered_articles, rank
from retrieval.settings import load_settings
from tests.conftest import article_text

BELL = [
    *("Hij mist de bus elke ochtend.", "De bus rijdt weg en hij staat nog thuis.", "bus gemist, wat nu"),
    "Zij komt pas na de tweede bel. De portier schrijft haar op.",
    *("Om half tien schuift hij aan.", "te laat", "weer die bus", "de bus kwam niet, zegt vader"),
]
LOOK = ["Zij kijkt naar de grond.", "geen oogcontact", "Hij draait zijn hoofd weg als ik praat."]
ODD = "Opa bakt zondag pannenkoeken."


@pytest.fixture(scope="module")
def index(make_index) -> OpenIndex:
    return make_index(
        {
            "bel": article_text("Een leerling komt te laat", situations=[*BELL, ODD]),
            "blik": article_text("Een leerling kijkt weg", situations=LOOK),
            "opa": article_text("Opa bakt pannenkoeken", situations=["opa haalt op"] * 2),
        }
    )


def article(index: OpenIndex, slug: str) -> Article:
    found = index.generation.kb.article(slug)
    assert found is not None
    return found


def test_every_situation_is_asked_once_in_its_order(index: OpenIndex) -> None:
    found = findability(index, article(index, "bel"))
    assert [one.item.text.strip('"') for one in found.asked] == [*BELL, ODD]


def test_a_situation_that_nothing_else_in_the_article_is_like_does_not_find_it(index: OpenIndex) -> None:
    odd = findability(index, article(index, "bel")).asked[-1]
    assert odd.rank > 1
    assert odd.before[0].slug == "opa"


@pytest.mark.parametrize("number", range(len(BELL) + 1))
def test_a_situation_comes_as_high_as_in_an_index_without_it(
    index: OpenIndex, make_index, number: int
) -> None:
    told = [*BELL, ODD]
    kept = [text for text in told if text != told[number]]
    without = make_index(
        {
            "bel": article_text("Een leerling komt te laat", situations=kept),
            "blik": article_text("Een leerling kijkt weg", situations=LOOK),
            "opa": article_text("Opa bakt pannenkoeken", situations=["opa haalt op"] * 2),
        }
    )
    hits = rank(
        gather(without, told[number]),
        rows_of(without.generation).of_owner,
        settings=load_settings("fake").settings,
        lowered=lowered_articles(without.generation.kb),
    )
    place = 1 + [hit.owner for hit in hits].index("bel")
    assert findability(index, article(index, "bel")).asked[number].rank == place


def test_a_situation_that_stands_twice_does_not_find_the_article_by_its_double(make_index) -> None:
    texts = {"bel": article_text("Een leerling komt te laat", situations=[ODD, ODD])}
    index = make_index({**texts, "opa": article_text("Opa bakt pannenkoeken")})
    assert [one.rank for one in findability(index, article(index, "bel")).asked] == [2, 2]


def test_words_in_common_do_not_count_either(index: OpenIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    lexical = dataclasses.replace(load_settings("fake").settings, dense_weight=0.0)
    changed = dataclasses.replace(load_settings("fake"), settings=lexical)
    monkeypatch.setattr("retrieval.curation.findability.load_settings", lambda _model: changed)
    assert findability(index, article(index, "bel")).asked[-1].before[0].slug == "opa"


def test_only_the_first_three_before_it_are_kept(make_index) -> None:
    others = {f"opa-{n}": article_text("Opa bakt pannenkoeken") for n in range(5)}
    index = make_index({"bel": article_text("Een leerling komt te laat", situations=[ODD]), **others})
    [odd] = findability(index, article(index, "bel")).asked
    assert odd.rank == 6
    assert [one.slug for one in odd.before] == ["opa-0", "opa-1", "opa-2"]


def test_told_situations_are_not_encoded_again(index: OpenIndex) -> None:
    encoded: list[str] = []

    class Listening(type(index.encoder)):
        def encode_queries(self, texts) -> np.ndarray:
            encoded.extend(texts)
            return super().encode_queries(texts)

    findability(dataclasses.replace(index, encoder=Listening()), article(index, "bel"))
    assert encoded  # the sentences of a situation of two
    assert not set(encoded) & {passage.text for passage in index.generation.passages}


def test_what_is_asked_gets_the_outcome_of_a_question(index: OpenIndex) -> None:
    found = findability(index, article(index, "blik"))
    assert {one.outcome for one in found.asked} <= {"advice", "uncertain", "none"}
    assert all((one.confidence < 0.4) == (one.outcome == "none") for one in found.asked)


def test_of_all_the_hardest_to_find_come_first(index: OpenIndex) -> None:
    steps: list[tuple[str, int, int]] = []
    found = findability_of_all(index, progress=lambda *step: steps.append(step))
    assert sorted(one.article.slug for one in found) == ["bel", "blik", "opa"]
    keys = [(one.share, one.mean_reciprocal_rank) for one in found]
    assert keys == sorted(keys)
    assert [step[1:] for step in steps] == [(1, 3), (2, 3), (3, 3)]


def test_the_share_in_the_first_three_goes_before_the_mean_rank(
    index: OpenIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, *_ = index.generation.kb.articles
    ranks = {"a": (3, 3, 4, 4), "b": (1, 4, 4, 4), "c": (2, 2, 4, 4), "d": (1, 4, 4, 4)}

    def measured(*_: object) -> list[Findability]:
        made = {
            slug: [Asked(one.items[0], rank, (), "advice", 0.9) for rank in ranks[slug]] for slug in ranks
        }
        return [Findability(dataclasses.replace(one, slug=slug), tuple(made[slug])) for slug in "dcba"]

    monkeypatch.setattr("retrieval.curation.findability._measured", measured)
    assert [found.article.slug for found in findability_of_all(index)] == ["b", "d", "a", "c"]


def test_background_articles_yield_as_they_do_to_a_question(make_index) -> None:
    texts = {
        "bel": article_text("Een leerling komt te laat", situations=[ODD, "te laat"]),
        "a-bel": article_text(
            "Een leerling komt te laat", situations=["te laat"], front="niveau: [professional]\n"
        ),
    }
    index = make_index(texts)
    assert findability(index, article(index, "bel")).asked[0].rank == 1


def test_each_of_all_is_found_as_it_is_alone(index: OpenIndex) -> None:
    for one in findability_of_all(index):
        assert one == findability(index, one.article)


def test_an_article_without_situations_is_found_by_none(make_index) -> None:
    bare = article_text("Een leerling komt te laat").split("## Zo klinkt het")[0]
    index = make_index({"bel": bare, "blik": article_text("Een leerling kijkt weg")})
    first = findability_of_all(index)[0]
    assert (first.article.slug, first.asked, first.share, first.mean_reciprocal_rank) == ("bel", (), 0, 0)


def test_the_figures_of_an_article(index: OpenIndex) -> None:
    item = index.generation.kb.articles[0].items[0]
    asked = tuple(Asked(item, rank, (), "advice", 0.9) for rank in (1, 2, 3, 4))
    found = Findability(index.generation.kb.articles[0], asked)
    assert (found.first, found.in_top, found.share) == (1, 3, 0.75)
    assert found.mean_reciprocal_rank == pytest.approx((1 + 1 / 2 + 1 / 3 + 1 / 4) / 4)


def test_what_was_learned_has_no_say(index: OpenIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    # It was learned from the very line that is left out.
    expected = findability(index, article(index, "bel"))
    module = "retrieval.curation.findability"
    settings = load_settings("fake")
    heavy = dataclasses.replace(
        settings, settings=dataclasses.replace(settings.settings, article_layer_weight=0.9)
    )
    monkeypatch.setattr(f"{module}.load_settings", lambda _model: heavy)
    spoken = {"bel": 0.0, "blik": 1.0, "opa": 0.5}
    monkeypatch.setattr(
        f"{module}.gather_all",
        lambda *given: [dataclasses.replace(one, article_layer=spoken) for one in gather_all(*given)],
    )
    assert findability(index, article(index, "bel")) == expected

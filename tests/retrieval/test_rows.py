import dataclasses

import pytest

from index.refresh import OpenIndex
from kb.passages import CALM, DANGER, Passage
from retrieval.rows import owner_rows, rows_of
from tests.conftest import article_text
from tests.retrieval.test_heads import HEADS


def kinds(index: OpenIndex, rows: object) -> set[str]:
    return {index.generation.passages[row].kind for row in rows}


def test_every_searched_text_of_an_article_speaks_for_it(own_index: OpenIndex) -> None:
    for article in own_index.generation.kb.articles:
        assert len(rows_of(own_index.generation).of_owner[article.slug]) == 1 + len(article.items)


def test_signals_of_danger_and_look_alikes_speak_for_no_article() -> None:
    passages = (
        Passage("a", "situatie", 0, "x"),
        Passage("112", DANGER, 0, "x"),
        Passage("geen", CALM, 0, "x"),
    )
    assert {owner: list(rows) for owner, rows in owner_rows(passages).items()} == {"a": [0]}


def test_told_signals_of_route_and_article_speak_for_a_danger(make_index) -> None:
    index = make_index({"meegenomen": article_text(front="route: [ontvoering, meldcode]\n")})
    for route in ("ontvoering", "meldcode"):
        owners = {index.generation.passages[row].owner for row in rows_of(index.generation).of_danger[route]}
        assert owners == {route, "meegenomen"}


def test_situations_of_other_articles_and_look_alikes_are_calm(make_index) -> None:
    index = make_index({"kijkt-weg": article_text()})
    assert kinds(index, rows_of(index.generation).calm) == {"situatie", CALM}


def test_every_told_text_is_calm_or_a_danger(own_index: OpenIndex) -> None:
    rows = rows_of(own_index.generation)
    danger = {row for of_route in rows.of_danger.values() for row in of_route.tolist()}
    spoken = {row for row, passage in enumerate(own_index.generation.passages) if passage.spoken}
    assert danger | set(rows.calm.tolist()) == spoken
    assert not danger & set(rows.calm.tolist())


def test_look_alikes_stay_calm_beside_an_article_with_the_name_of_their_route(make_index) -> None:
    text = article_text("Een leerling trekt zich terug", front="route: [radicalisering]\n")
    index = make_index({"radicalisering": text})
    danger = rows_of(index.generation).of_danger["radicalisering"]
    assert kinds(index, danger) == {DANGER, "situatie"}


def test_a_told_situation_speaks_for_every_article_that_answers_it(
    own_index: OpenIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    generation = own_index.generation
    first, second, *_ = (article.slug for article in generation.kb.articles)
    heads = dataclasses.replace(HEADS, articles=((first, second), (), (second, "bestaat-niet")))
    monkeypatch.setattr("retrieval.rows.load_heads", lambda _model: heads)
    rows_of.cache_clear()
    owners, before = rows_of(generation).of_owner, owner_rows(generation.passages)
    rows_of.cache_clear()
    end = len(generation.passages)
    assert [*owners[first]] == [*before[first], end]
    assert [*owners[second]] == [*before[second], end, end + 2]
    assert "bestaat-niet" not in owners

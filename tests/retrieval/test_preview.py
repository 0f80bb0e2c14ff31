import dataclasses

import pytest

from index.refresh import OpenIndex
from retrieval.answer import answer
from retrieval.preview import preview, shows_steps_only
from tests.conftest import article_text

CONTACT = "- Bel de ouders. [@vakkennis] {familie}\n- Ga langs bij oma. [@vakkennis] {familie}"
READ = "meegelezen: [{rol: arts, datum: 2026-11-01}]\n"


def test_a_preview_holds_what_an_answer_from_the_article_holds(small_index: OpenIndex) -> None:
    told = answer(small_index, "situatie nummer 3 over een ouder is boos")
    kb = small_index.generation.kb
    seen = preview(told.articles[0].article, kb)
    for name in ("meanings", "questions", "pitfalls", "escalation", "other"):
        assert [i.line for i in getattr(seen, name)] == [i.line for i in getattr(told, name)]
    assert {item.line for item in seen.advice} == {item.line for item in told.advice}
    assert (seen.outcome, seen.sources, seen.safety.level) == (told.outcome, told.sources, "none")
    assert not shows_steps_only(seen)


def test_advice_stands_in_the_order_of_the_article(own_index: OpenIndex) -> None:
    kb = own_index.generation.kb
    for article in kb.articles:
        lines = [item.line for item in preview(article, kb).advice if item.place is None]
        assert lines == sorted(lines)


@pytest.mark.parametrize(("front", "steps_only"), [("", True), (READ, False)])
def test_an_article_of_a_danger_route_opens_with_the_panel(make_index, front: str, steps_only: bool) -> None:
    index = make_index({"gevaar": article_text(front=f"route: [suicide]\n{front}")})
    seen = preview(index.generation.kb.articles[0], index.generation.kb)
    assert (seen.safety.level, seen.safety.routes) == ("concern", ("suicide",))
    assert seen.safety.steps
    assert [item.text for item in seen.safety.signals] == ['"situatie nummer 0 over een leerling kijkt weg"']
    assert shows_steps_only(seen) is steps_only


def test_contact_with_the_family_is_withheld_as_in_an_answer(make_index) -> None:
    index = make_index({"gevaar": article_text(front=f"route: [eer-dwang]\n{READ}", advice=CONTACT)})
    kb = index.generation.kb
    seen = preview(kb.articles[0], kb)
    assert seen.withheld == 2
    assert not any(item.family for item in seen.advice)
    calm = preview(dataclasses.replace(kb.articles[0], routes=("geen",)), kb)
    assert sum(item.family for item in calm.advice) == 2
    assert calm.withheld == 0


def test_an_article_that_takes_no_part_can_be_seen_too(own_index: OpenIndex) -> None:
    kb = own_index.generation.kb
    draft = dataclasses.replace(kb.articles[0], slug="nieuw", status="ingetrokken")
    assert preview(draft, kb).articles[0].article.slug == "nieuw"

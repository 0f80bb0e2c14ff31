from kb.library import load_library
from kb.passages import article_passages, passages_of
from tests.conftest import ROOT, article_text


def passages(read, **changes):
    return list(article_passages(read(article_text("Een ouder is boos.", **changes))[0]))


def test_the_title_is_the_first_passage(read):
    first = passages(read)[0]
    assert (first.owner, first.kind, first.item, first.text) == (
        "kijkt-weg",
        "titel",
        -1,
        "Een ouder is boos.",
    )


def test_every_item_has_one_passage_that_points_at_it(read):
    article, _ = read(article_text())
    pointed = [(passage.item, passage.kind) for passage in article_passages(article)][1:]
    assert pointed == [(number, item.kind) for number, item in enumerate(article.items)]


def test_an_item_is_read_with_the_title_before_it(read):
    assert "Een ouder is boos. Meteen oordelen." in [passage.text for passage in passages(read)]


def test_a_situation_stands_alone_and_without_its_quotes(read):
    assert passages(read, situations=["“ze huilt”"] * 8)[-1].text == "ze huilt"


def test_only_situations_and_signals_are_spoken(read):
    assert {passage.kind for passage in passages(read) if passage.spoken} == {"situatie"}


def test_signals_and_look_alikes_point_at_their_route_and_do_not_speak_for_an_article():
    kb, _ = load_library(ROOT / "kb")
    for passage in passages_of(kb):
        if passage.kind == "gevaar":
            assert passage.text in kb.route(passage.owner).signals[passage.item].text
        if passage.kind == "lijkt-erop" and passage.owner != "geen":
            assert passage.text in kb.route(passage.owner).lookalikes[passage.item].text
        assert passage.searchable == (passage.kind not in {"gevaar", "lijkt-erop"})


def test_every_article_and_signal_has_its_passages():
    kb, _ = load_library(ROOT / "kb")
    kinds = [passage.kind for passage in passages_of(kb)]
    assert kinds.count("titel") == len(kb.articles)
    assert kinds.count("gevaar") == sum(len(route.signals) for route in kb.routes)
    assert kinds.count("lijkt-erop") == len(kb.lookalikes) + sum(len(route.lookalikes) for route in kb.routes)


def test_no_passage_is_empty():
    kb, _ = load_library(ROOT / "kb")
    assert [passage for passage in passages_of(kb) if not passage.text.strip()] == []

import dataclasses
import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.refresh import OpenIndex
from kb.types import Item, Source
from retrieval.answer import answer
from retrieval.present.card import card_html
from retrieval.present.card_blocks import MOST_TOLD
from retrieval.present.screen import first_screen
from retrieval.preview import preview
from retrieval.types import Advice, Safety
from tests.conftest import article_text
from tests.retrieval.present.conftest import EDITION, TODAY, items
from tests.retrieval.present.reading import Page

ODD = "</style><b>vet</b> & \"x\" 'y' <!-- --> <script>1</script> &lt; ]]> \\"
FITTING = "situatie nummer 3 over een ouder is boos"
ALLOWED = {
    *"html head meta title style body header main footer".split(),
    *"h1 h2 h3 section div ul ol li p strong span small a".split(),
}
PANEL = ["Nu niet", "Bel", "Doe nu", "Schrijf op", "Beslis met"]


def all_items(advice: Advice) -> list[Item]:
    lists = (
        advice.advice,
        advice.questions,
        advice.pitfalls,
        advice.escalation,
        advice.meanings,
        advice.other,
    )
    return [item for items_of in (*lists, advice.safety.steps, advice.safety.never) for item in items_of]


# An ordinary answer.


def test_a_card_says_what_to_begin_with_ask_do_avoid_and_when_to_escalate(
    small_index: OpenIndex, view_of
) -> None:
    advice = answer(small_index, FITTING)
    page = Page(card_html(advice, view_of(small_index), EDITION, today=TODAY))
    assert page.texts("h1") == ["Een ouder is boos"]
    assert page.under("Begin zo") == ["Vraag eerst hoe het gaat. Luister dan."]
    assert page.under("Vraag eerst") == ['"Hoe gaat het met je?"', '"Wat heb je nodig?"']
    assert page.under("Beter niet") == ["Meteen oordelen."]
    assert page.under("Wanneer opschalen") == ["Bespreek het met de ib'er als het aanhoudt."]
    assert page.under("Wat je kunt doen") == [f"{item.text} [1]" for item in advice.advice[:3]]
    assert len(page.under("Wat het kan betekenen")) == 3
    assert page.under("Bronnen") == ["[1] Redactie (z.j.). Kennis uit het vak, zonder één bepaalde bron."]


def test_a_card_holds_three_pieces_of_advice(advice_of, card_of_answer) -> None:
    assert len(Page(card_of_answer(advice_of("Doe dit.", count=6))).under("Wat je kunt doen")) == 3


def on_card(page: Page) -> int:
    names = ("Begin zo", "Vraag eerst", "Wat je kunt doen", "Beter niet", "Wanneer opschalen")
    return sum(len(page.under(name)) for name in (*names, "Wat het kan betekenen"))


def left_out(page: Page) -> int:
    [more] = [text for text in page.texts("p") if text.startswith("En nog ")]
    assert " in de kennisbank: handelwijzer lees " in more
    return int(more.split()[2])


def test_what_is_left_out_is_counted(small_index: OpenIndex, view_of) -> None:
    article = small_index.generation.kb.article("ouder-is-boos")
    assert article is not None
    page = Page(card_html(answer(small_index, FITTING), view_of(small_index), EDITION, today=TODAY))
    assert left_out(page) + on_card(page) == sum(item.kind != "situatie" for item in article.items)
    assert left_out(page) > 0


def test_what_is_withheld_is_told_and_not_counted(make_index, view_of) -> None:
    text = article_text(front="route: [vgv]\n", advice="- Bel de ouders. [@vakkennis] {familie}")
    index = make_index({"gevaar": text})
    article = index.generation.kb.articles[0]
    shown = dataclasses.replace(preview(article, index.generation.kb), safety=Safety(), advice=())
    page = Page(card_html(dataclasses.replace(shown, withheld=1), view_of(index), EDITION, today=TODAY))
    assert any(text.startswith("Niet getoond: 1 punt waarbij je contact zoekt") for text in page.texts("p"))
    assert "Bel de ouders" not in page.texts("body")[0]
    readable = sum(item.kind != "situatie" and not item.family for item in article.items)
    assert left_out(page) + on_card(page) == readable


def test_a_card_says_on_what_it_rests(advice_of, card_of_answer) -> None:
    [foot] = Page(card_of_answer(advice_of("Doe dit."))).texts("footer")
    assert "Gemaakt op 27 november 2026 met Handelwijzer 1.2.3 · kennisbank 9bdd6b2c: 171 artikelen" in foot
    assert "laatst gecontroleerd op 22 november 2026" in foot
    assert "Uit: articles/veiligheid/artikel.md, regel 10-15" in foot


def test_a_card_says_who_has_read_the_article_and_how_well_it_fits(advice_of, card_of_answer) -> None:
    read = advice_of("arts")
    unread = dataclasses.replace(read.articles[0].article, readers=())
    ranked = (dataclasses.replace(read.articles[0], article=unread),)
    assert "Past goed · Nagelezen door: arts (2026-11-01)" in Page(card_of_answer(read)).texts("p")[1]
    doubtful = dataclasses.replace(read, articles=ranked, outcome="uncertain")
    status = Page(card_of_answer(doubtful)).texts("p")[1]
    assert status.startswith("Past misschien; lees de titel goed · Nog niet nagelezen door een deskundige")


def test_a_number_to_call_stands_at_the_item_that_names_it(make_index, view_of) -> None:
    text = article_text(advice="- Bel Veilig Thuis. [@tel:veilig-thuis]")
    index = make_index({"kijkt-weg": text})
    advice = answer(index, "situatie nummer 1 over een leerling kijkt weg")
    page = Page(card_html(advice, view_of(index), EDITION, today=TODAY))
    assert any(text.startswith("Bel Veilig Thuis. Veilig Thuis 0800-2000") for text in page.texts("li"))
    assert "Telefoonnummers gezien op 21 november 2026." in page.texts("footer")[0]


def test_a_meaning_and_a_place_have_their_label(advice_of, card_of_answer) -> None:
    placed = dataclasses.replace(items("advies", "Doe dit.", 1)[0], place="po")
    page = Page(card_of_answer(advice_of("Zo.", count=2, advice=(placed,))))
    assert page.under("Wat je kunt doen") == ["(basisschool) Doe dit. [1]"]
    assert page.under("Wat het kan betekenen")[0] == "taal: Zo. [1]"


def test_sources_are_numbered_as_they_are_cited(advice_of, card_of_answer) -> None:
    kinds = {name: Source(name, name, name, "2026", "", "wet") for name in ("een", "twee", "ongebruikt")}
    advices = tuple(
        dataclasses.replace(item, sources=cited)
        for item, cited in zip(items("advies", "Doe.", 2), [("twee",), ("een", "twee")], strict=True)
    )
    empty = dict.fromkeys(("questions", "meanings", "pitfalls", "escalation", "other"), ())
    page = Page(card_of_answer(advice_of("x", advice=advices, sources=tuple(kinds.values()), **empty)))
    assert page.under("Wat je kunt doen") == ["Doe. [1]", "Doe. [1,2]"]
    assert page.under("Bronnen") == ["[1] twee (2026). twee.", "[2] een (2026). een."]


def test_a_source_links_only_to_the_web_and_shows_its_site(advice_of, card_of_answer) -> None:
    advice = advice_of("tekst")
    bad = dataclasses.replace(advice.sources[0], url="javascript:alert(1)")
    assert not Page(card_of_answer(dataclasses.replace(advice, sources=(bad,)))).all("a")
    [link] = Page(card_of_answer(advice)).all("a")
    assert link.attributes["href"] == "https://example.org/a_b"
    assert "example.org" in Page(card_of_answer(advice)).under("Bronnen")[0]


# Danger.


@pytest.mark.parametrize("level", ["acute", "concern"])
def test_in_danger_the_card_holds_the_steps_and_no_ordinary_advice(
    advice_of, danger_of, card_of_answer, level: str
) -> None:
    safety = dataclasses.replace(danger_of("Gevaar.", routes=1, count=2), level=level)
    article = advice_of("Gewoon.").articles[0].article
    none = dict.fromkeys(("advice", "questions", "meanings", "pitfalls", "escalation", "other"), ())
    page = Page(card_of_answer(advice_of("Gewoon.", safety=safety, **none)))
    opening = "Eerst veiligheid" if level == "acute" else "Misschien onveilig"
    assert page.texts("h1") == [f"{opening}: Gevaar."]
    assert page.texts("h2", "h3") == PANEL
    assert page.under("Nu niet") == ["Gevaar."] * 2
    assert page.under("Bel")[0] == "0800-1234 Gevaar.Gevaar."
    assert article.title not in page.under("Doe nu")
    assert "Laat deze kaart nergens liggen." in page.texts("p")


def test_the_card_shows_in_danger_what_the_screen_shows(own_index: OpenIndex, view_of, danger_text) -> None:
    view = view_of(own_index)
    for route in own_index.generation.kb.routes:
        advice = answer(own_index, danger_text(route.id))
        assert advice.safety.level != "none"
        page = Page(card_html(advice, view, EDITION, today=TODAY))
        screen = "\n".join(line.text for line in first_screen(advice, view, width=2000))
        titled = any(text.startswith("Gaat het hierover?") for text in page.texts("h2"))
        assert titled == ("Gaat het hierover?" in screen), route.id
        listed = [text.rsplit(" [", 1)[0] for text in page.texts("li") if not text.startswith("[")]
        texts = {item.text for item in all_items(advice)}
        assert {item.text for item in advice.safety.never} <= set(listed), route.id
        called = [text for text in listed if text not in texts]
        assert all(
            any(line.name.split(" (")[0] in text for line in advice.safety.helplines) for text in called
        )


def test_nothing_fitting_in_danger_gives_the_panel_alone(advice_of, danger_of, card_of_answer) -> None:
    none = dict.fromkeys(("advice", "questions", "meanings", "pitfalls", "escalation", "other"), ())
    advice = advice_of("Gewoon.", safety=danger_of("Gevaar.", routes=1), outcome="none", articles=(), **none)
    page = Page(card_of_answer(advice))
    assert page.texts("h2", "h3") == PANEL
    assert not any(text.startswith(("Lees ook", "En nog")) for text in page.texts("p"))


def test_advice_that_is_allowed_in_danger_comes_under_the_title_of_its_article(
    advice_of, danger_of, card_of_answer
) -> None:
    page = Page(card_of_answer(advice_of("Gewoon.", count=2, safety=danger_of("Gevaar.", routes=1, count=1))))
    assert page.texts("h2") == [*PANEL, "Gaat het hierover? Gewoon.", "Bronnen"]
    assert page.texts("h3") == [
        "Let eerst op",
        "Begin zo",
        "Wat je kunt doen",
        "Beter niet",
        "Wanneer opschalen",
    ]
    assert len(page.under("Wat je kunt doen")) == 2


def test_an_article_that_goes_along_is_named_and_its_reading_too(own_index: OpenIndex, view_of) -> None:
    kb = own_index.generation.kb
    article = next(article for article in kb.articles if article.routes == ("vgv",))
    card = card_html(preview(article, kb), view_of(own_index), EDITION, today=TODAY)
    assert f"Lees ook: {article.title} (handelwijzer lees {article.slug})" in card
    assert "Nog niet nagelezen door een deskundige: alleen de vaste stappen staan hier." in card


def test_a_number_that_is_in_the_name_is_not_said_twice(advice_of, danger_of, card_of_answer) -> None:
    line = dataclasses.replace(danger_of("x").helplines[0], name="113 Zelfmoordpreventie", phone="113")
    safety = dataclasses.replace(danger_of("x", routes=1, count=1), helplines=(line,))
    assert Page(card_of_answer(advice_of("x", count=1, safety=safety))).under("Bel") == [
        "113 Zelfmoordpreventiex"
    ]


# The asker's own words.

TOLD = "Zeldzaamwoord zei iets geheims. Daarna liep ze weg."


def told_card(index: OpenIndex, view_of, text: str, *, told: bool) -> str:
    return card_html(answer(index, text), view_of(index), EDITION, today=TODAY, told=told)


@pytest.mark.parametrize("route", [None, "eer-dwang"])
def test_the_askers_words_are_nowhere_in_the_file_unless_asked_for(
    own_index: OpenIndex, view_of, danger_text, route: str | None
) -> None:
    text = f"{danger_text(route) if route else 'een leerling kijkt weg'} {TOLD}"
    html = told_card(own_index, view_of, text, told=False)
    assert "zeldzaamwoord" not in html.casefold()
    assert text not in html
    assert not Page(html).comments
    assert Page(told_card(own_index, view_of, text, told=True)).under("De situatie, in eigen woorden") == [
        text
    ]


def test_a_noticed_signal_is_not_on_the_card(own_index: OpenIndex, view_of) -> None:
    advice = answer(own_index, "meisje moet trouwen met een man die ze niet kent")
    signals = [item.text for item in advice.safety.signals]
    assert signals
    html = card_html(advice, view_of(own_index), EDITION, today=TODAY)
    assert not any(text in " ".join(Page(html).texts("body")) for text in signals)


def test_a_long_story_is_shortened_by_whole_sentences_and_says_so(advice_of, card_of_answer) -> None:
    story = "\n".join(f"Dit is zin nummer {number} van het verhaal." for number in range(60))
    [told] = Page(card_of_answer(advice_of("x", query=story), told=True)).under(
        "De situatie, in eigen woorden"
    )
    assert told.startswith("Ingekort, de eerste 16 van 60 zinnen: Dit is zin nummer 0")
    assert told.endswith("zin nummer 15 van het verhaal.")
    assert len(told) < MOST_TOLD + 60


def test_a_story_of_one_endless_sentence_is_not_on_the_card(advice_of, card_of_answer) -> None:
    [told] = Page(card_of_answer(advice_of("x", query="woord " * 500), told=True)).under(
        "De situatie, in eigen woorden"
    )
    assert told == "De situatie is te lang voor deze kaart."


# As a file.


def test_nothing_in_an_answer_is_obeyed(advice_of, danger_of, card_of_answer) -> None:
    html = card_of_answer(advice_of(ODD, count=1, safety=danger_of(ODD, routes=1, count=1)), told=True)
    page = Page(html)
    assert {element.tag for element in page.elements} <= ALLOWED
    assert page.comments == []
    assert page.texts("title") == [f"Kaart bij gevaar: Eerst veiligheid: {' '.join(ODD.split())}"]
    assert page.under("Nu niet") == [" ".join(ODD.split())]
    assert page.under("De situatie, in eigen woorden") == [" ".join(ODD.split())]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(min_size=1, max_size=40))
def test_any_text_gives_a_page_that_can_be_written(text: str, advice_of, danger_of, card_of_answer) -> None:
    html = card_of_answer(advice_of(text, count=1, safety=danger_of(text, routes=1, count=1)), told=True)
    assert {element.tag for element in Page(html).elements} <= ALLOWED
    assert not any(unicodedata.category(character) in {"Cc", "Cs"} for character in html.replace("\n", ""))
    html.encode("utf-8")


def test_a_card_needs_no_other_file_and_tells_its_language(advice_of, card_of_answer) -> None:
    html = card_of_answer(advice_of("Doe dit."))
    page = Page(html)
    assert html.startswith('<!doctype html>\n<html lang="nl">')
    assert page.all("meta")[0].attributes == {"charset": "utf-8"}
    assert not {"src", "srcset", "onclick", "style"} & {name for e in page.elements for name in e.attributes}
    assert "url(" not in html
    assert "@import" not in html
    assert html.endswith("</html>\n")


def test_every_sentence_of_every_card_stands_in_the_knowledge_base(own_index: OpenIndex, view_of) -> None:
    view = view_of(own_index)
    for article in own_index.generation.kb.articles:
        advice = preview(article, own_index.generation.kb)
        page = Page(card_html(advice, view, EDITION, today=TODAY))
        known = [item.text for item in all_items(advice)]
        shown = [e.text for e in page.all("li") if "section" in e.inside and not e.text.startswith("[")]
        panel = [line.name.split(" (")[0] for line in advice.safety.helplines]
        for text in shown:
            assert any(one in text for one in (*known, *panel)), (article.slug, text)
        assert len(page.under("Wat het kan betekenen")) != 1, article.slug

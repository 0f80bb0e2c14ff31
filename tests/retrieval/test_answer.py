import itertools
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.refresh import OpenIndex
from kb.errors import QueryError
from kb.plaintext import plain
from retrieval.answer import answer
from retrieval.batch import answer_lines
from retrieval.present.as_json import advice_json
from retrieval.present.as_markdown import advice_markdown
from retrieval.present.explained import explained
from retrieval.present.full import everything, whole_article
from retrieval.present.layout import Line
from retrieval.present.screen import first_screen
from retrieval.present.view import View
from retrieval.settings import load_settings
from retrieval.types import Advice
from tests.conftest import article_text

HIDING = ("eer-dwang", "vgv", "partnergeweld", "uitbuiting", "ontvoering")
READ = "meegelezen: [{rol: jeugdarts, datum: 2026-11-01}]\n"
FACETS = ("thema", "leefdomein", "niveau", "leeftijd", "beroepsgroep")
LISTS = ("advice", "meanings", "questions", "pitfalls", "escalation", "other")


def items_of(advice: Advice) -> list[str]:
    return [item.text for name in LISTS for item in getattr(advice, name)]


def test_a_told_situation_gets_advice_from_its_article(small_index: OpenIndex) -> None:
    advice = answer(small_index, "situatie nummer 3 over een ouder is boos")
    assert advice.outcome == "advice"
    assert advice.articles[0].article.slug == "ouder-is-boos"
    assert {item.article for item in advice.advice} == {"ouder-is-boos"}


def test_every_article_is_ranked_whatever_the_outcome(small_index: OpenIndex) -> None:
    for text in ("situatie nummer 3 over een ouder is boos", "xyzzy"):
        assert len(answer(small_index, text).articles) == 3


def test_without_a_fitting_article_the_nearest_titles_are_named(small_index: OpenIndex) -> None:
    advice = answer(small_index, "toner printer vervangen")
    assert advice.outcome == "none"
    assert len(advice.nearest) == 3
    assert items_of(advice) == []


def test_nearest_titles_are_only_named_when_nothing_fits(small_index: OpenIndex) -> None:
    assert answer(small_index, "situatie nummer 3 over een ouder is boos").nearest == ()


def test_in_between_the_answer_is_given_with_doubt(small_index: OpenIndex, with_settings) -> None:
    with_settings(answer_slope=0.0, advice_from=0.6, uncertain_from=0.4)
    advice = answer(small_index, "situatie nummer 3 over een ouder is boos")
    assert (advice.outcome, advice.confidence) == ("uncertain", 0.5)
    assert advice.advice


@pytest.mark.parametrize("count", [1, 2])
def test_no_more_advice_than_was_asked(small_index: OpenIndex, count: int) -> None:
    advice = answer(small_index, "situatie nummer 3 over een ouder is boos", count=count)
    assert len(advice.advice) == count


def test_near_duplicate_advice_is_not_shown_twice(make_index) -> None:
    twins = "- Ga rustig naast hem zitten. [@vakkennis]\n- Ga nu rustig naast hem zitten! [@vakkennis]"
    index = make_index({"kijkt-weg": article_text(advice=twins)})
    advice = answer(index, "situatie nummer 3 over een leerling kijkt weg")
    assert [item.text for item in advice.advice if "zitten" in item.text] == ["Ga rustig naast hem zitten."]


def test_a_filter_leaves_only_what_passes(make_index) -> None:
    other = article_text("Een kind huilt", theme="religie-en-school")
    index = make_index({"kijkt-weg": article_text(), "religie-en-school/kind-huilt": other})
    text = "situatie nummer 3 over een leerling kijkt weg"
    found = answer(index, text, filters={"thema": ("religie-en-school",)})
    assert [ranked.article.slug for ranked in found.articles] == ["kind-huilt"]
    either = answer(index, text, filters={"thema": ("religie-en-school", "veiligheid")})
    assert len(either.articles) == 2


def test_a_filter_that_nothing_passes_gives_no_advice(small_index: OpenIndex) -> None:
    advice = answer(
        small_index, "situatie nummer 3 over een ouder is boos", filters={"thema": ("taal-en-meertaligheid",)}
    )
    assert (advice.outcome, advice.confidence, advice.articles) == ("none", 0.0, ())
    assert len(advice.nearest) == 3


@pytest.mark.parametrize("text", ["", "  ", "?!", "😀", "a" * 100_000])
def test_a_text_that_cannot_be_used_is_refused(small_index: OpenIndex, text: str) -> None:
    with pytest.raises(QueryError):
        answer(small_index, text)


def test_the_articles_text_of_another_script_is_answered(own_index: OpenIndex) -> None:
    for text in ("الطفل يبكي في الصف", "дитина плаче у класі", "孩子在课堂上哭"):
        assert answer(own_index, text).outcome == "none"


@pytest.mark.usefixtures("lenient")
@pytest.mark.parametrize("label", ["Marokkaanse", "Poolse", "Syrische", "christelijke", "zwarte"])
def test_a_group_label_more_keeps_the_article(own_index: OpenIndex, label: str) -> None:
    kb = own_index.generation.kb
    for article in kb.articles:
        told = next(item.text for item in article.items if item.kind == "situatie")
        bare, labelled = answer(own_index, told), answer(own_index, f"{label} {told}")
        assert labelled.articles[0].article.slug == bare.articles[0].article.slug == article.slug
        assert labelled.safety.routes == bare.safety.routes


def test_the_order_of_files_does_not_matter(make_index) -> None:
    articles = [
        (f"artikel-{name}", article_text(f"Een leerling is {name}")) for name in ("boos", "bang", "stil")
    ]
    seen = set()
    for order in itertools.permutations(articles):
        advice = answer(make_index(dict(order)), "situatie nummer 1 over een leerling")
        seen.add(str([(r.article.slug, r.hit.score) for r in advice.articles]) + str(items_of(advice)))
    assert len(seen) == 1


def test_articles_that_say_the_same_stand_in_the_order_of_their_ids(make_index) -> None:
    same = article_text("Een leerling kijkt weg")
    index = make_index(
        {"religie-en-school/zon": same, "veiligheid/aap": same, "taal-en-meertaligheid/noot": same}
    )
    ranked = answer(index, "situatie nummer 1 over een leerling kijkt weg").articles
    assert [found.article.slug for found in ranked] == ["aap", "noot", "zon"]
    assert len({found.hit.score for found in ranked}) == 1


# Safety goes before filters and thresholds.


@pytest.mark.parametrize("route", ["112", "eer-dwang", "suicide", "wonen"])
@pytest.mark.parametrize("facet", FACETS)
def test_filters_never_change_safety(own_index: OpenIndex, danger_text, route: str, facet: str) -> None:
    text = danger_text(route)
    bare = answer(own_index, text).safety
    for value in own_index.generation.kb.vocabulary.values(facet):
        assert answer(own_index, text, filters={facet: (value,)}).safety == bare
    assert bare.level != "none"


def test_abstaining_keeps_the_panel(own_index: OpenIndex, danger_text, view_of, text_of) -> None:
    advice = answer(own_index, danger_text("vgv"))
    assert advice.outcome == "none"
    for shown in all_forms(advice, own_index, view_of(own_index), text_of):
        assert advice.safety.steps[0].text in shown


# In danger.


@pytest.mark.parametrize("route", HIDING)
def test_in_danger_an_article_that_nobody_read_shows_only_the_steps(
    make_index, danger_text, route: str
) -> None:
    text = danger_text(route)
    index = make_index({"gevaar": article_text(front=f"route: [{route}]\n", situations=[text] * 8)})
    advice = answer(index, text)
    assert advice.outcome == "advice"
    assert items_of(advice) == []
    assert advice.safety.steps


@pytest.mark.parametrize("route", HIDING)
def test_in_danger_an_article_that_was_read_shows_all_but_the_family(
    make_index, danger_text, route: str
) -> None:
    text = danger_text(route)
    advice = "- **Luister.** Beloof geen geheim. [@vakkennis]\n- Bel de ouders. [@vakkennis] {familie}"
    front = f"route: [{route}]\n{READ}"
    found = answer(
        make_index({"gevaar": article_text(front=front, situations=[text] * 8, advice=advice)}), text
    )
    assert "Luister. Beloof geen geheim." in items_of(found)
    assert "Bel de ouders." not in items_of(found)
    assert found.withheld == 1


def test_a_fitting_article_with_a_danger_route_opens_its_panel_where_no_signal_did(
    make_index, with_settings
) -> None:
    with_settings(concern_from=1.1, term_from=0.0)
    advice = "- Bel de ouders. [@vakkennis] {familie}"
    text = article_text(front="route: [eer-dwang]\n", advice=advice, situations=["bruid weet van niks"] * 8)
    found = answer(make_index({"gevaar": text}), "bruid weet van niks")
    assert (found.outcome, found.safety.level, found.safety.routes) == ("advice", "concern", ("eer-dwang",))
    assert found.safety.steps
    assert found.advice == ()
    assert [signal.kind for signal in found.safety.signals] == ["situatie"]
    assert "Bel de ouders." not in items_of(found)


def test_an_article_with_a_danger_route_opens_no_panel_where_the_text_hints_at_nothing(
    make_index, with_settings
) -> None:
    with_settings(concern_from=1.1, term_from=0.0, along_from=1.05)
    advice = "- Bel de ouders. [@vakkennis] {familie}"
    text = article_text(front="route: [eer-dwang]\n", advice=advice, situations=["bruid weet van niks"] * 8)
    found = answer(make_index({"gevaar": text}), "bruid weet van niks")
    assert (found.outcome, found.safety.level) == ("advice", "none")
    assert "Bel de ouders." not in items_of(found)  # contact with the family stays out of it all the same


def test_where_the_family_is_no_danger_the_item_is_shown(make_index) -> None:
    advice = "- Bel de ouders. [@vakkennis] {familie}"
    index = make_index({"kijkt-weg": article_text(advice=advice)})
    assert "Bel de ouders." in items_of(answer(index, "situatie nummer 1 over een leerling kijkt weg"))


MARK = "zzfamilie"
HEADINGS = (
    "In het kort",
    "Wat je ziet",
    "Let eerst op",
    "Vraag eerst",
    "Wat je kunt doen",
    "Wat het kan betekenen",
    "Beter niet",
    "Als het niet werkt",
    "Wanneer opschalen",
    "Hoe het kan voelen",
    "Zo kan het gaan",
    "Waar je op kunt bouwen",
)


@st.composite
def family_articles(draw: st.DrawFn) -> str:
    """An article with contact with the family under any heading, of any route, read or not."""
    routes = draw(st.sampled_from((*HIDING, "geen", "meldcode", "wonen")))
    reader = draw(st.sampled_from(("", READ)))
    parts = []
    for number, heading in enumerate(HEADINGS):
        start = "**taal:** " if heading == "Wat het kan betekenen" else ""
        bullets = [f"- {start}Punt {number} zonder bijzonderheden. [@vakkennis]"]
        for more in range(draw(st.integers(0, 2))):
            mark = draw(st.sampled_from(("{familie}", "[@vakkennis] {familie}", "{familie} [@vakkennis]")))
            bullets.append(f"- {start}**{MARK}{number}{more}** bel of spreek ze. {mark}")
        parts.append(f"## {heading}\n" + "\n".join(draw(st.permutations(bullets))))
    head = article_text(front=f"route: [{routes}]\n{reader}").split("# ")[0]
    return f"{head}# Een titel\n\n" + "\n\n".join(parts) + "\n\n## Zo klinkt het\n"


def all_forms(
    advice: Advice, index: OpenIndex, view: View, text_of: Callable[[list[Line]], str]
) -> Iterator[str]:
    """Yield every form in which an answer is shown."""
    chosen = load_settings("fake").settings
    yield text_of(first_screen(advice, view, width=79))
    yield text_of(everything(advice, view, width=79))
    yield advice_markdown(advice, view)
    yield json.dumps(advice_json(advice, kb_root=view.kb_root), ensure_ascii=False)
    yield text_of(everything(advice, view, width=79)) + text_of(
        explained(advice, index.generation, view, settings=chosen, width=79)
    )


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    route=st.sampled_from(HIDING),
    number=st.integers(0, 20),
    same=st.booleans(),
    one=family_articles(),
    other=family_articles(),
    filters=st.sampled_from(({}, {"thema": ("veiligheid",)}, {"leeftijd": ("volwassen",)})),
)
def test_no_contact_with_the_family_is_ever_shown_in_these_routes(
    make_index, view_of, text_of, danger_text, with_settings, route, number, same, one, other, filters
) -> None:
    with_settings(answer_middle=0.0, danger_whole=0.0)
    told = f"{danger_text(route, number)}. En dan nog een punt zonder bijzonderheden."
    index = make_index(
        {"een": one + '- "een punt zonder bijzonderheden"\n' * 4, "ander": one if same else other}
    )
    advice = answer(index, told, filters=filters)
    assert advice.safety.family_hidden
    view = view_of(index)
    for shown in all_forms(advice, index, view, text_of):
        assert MARK not in shown
    line = json.dumps({"id": "a", "text": told}).encode()
    asked = answer_lines(
        [line], lambda _id, text: advice_json(answer(index, text, filters=filters), kb_root=view.kb_root)
    )
    assert MARK not in json.dumps(list(asked))


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=family_articles())
def test_reading_an_article_of_these_routes_shows_no_contact_with_the_family(
    make_index, view_of, text_of, text
) -> None:
    index = make_index({"een": text + '- "x"\n'})
    kb = index.generation.kb
    shown = text_of(whole_article(kb.articles[0], kb, view_of(index), width=79))
    marked = any(item.family for item in kb.articles[0].items)
    hiding = bool(set(kb.articles[0].routes) & set(HIDING))
    assert (MARK in shown) == (marked and not hiding)


# Every sentence shown stands in the knowledge base.


def _written(item: dict[str, object], lines: dict[str, list[str]]) -> str:
    path = str(item["path"])
    if path not in lines:
        lines[path] = Path(path).read_text(encoding="utf-8").split("\n")
    rest = " ".join(lines[path][int(str(item["line"])) - 1 :][:12])
    return plain(re.sub(r"\*\*|^\s*- ", "", rest))


@pytest.mark.usefixtures("lenient")
def test_every_item_shown_stands_at_its_path_and_line(own_index: OpenIndex, danger_text) -> None:
    kb = own_index.generation.kb
    told = [item.text for article in kb.articles for item in article.items if item.kind == "situatie"]
    lines: dict[str, list[str]] = {}
    seen = 0
    for text in (*told[::5], *(danger_text(route.id) for route in kb.routes)):
        shown = advice_json(answer(own_index, text), kb_root=Path(own_index.generation.manifest.kb_root))
        safety = [item for name in ("signals", "steps", "never") for item in shown["safety"][name]]
        for item in (*safety, *(item for name in LISTS for item in shown[name])):
            written = _written(item, lines)
            if item["type"] is not None and item["kind"] == "betekenis":
                written = written.removeprefix(f"{item['type']}: ")
            assert written.strip('"').startswith(item["text"].strip('"')), item
            seen += 1
    assert seen > 500


def test_sources_are_those_of_the_items_that_are_shown(make_index) -> None:
    advice = "- Bel Veilig Thuis. [@nji-tolk] [@tel:veilig-thuis]"
    found = answer(
        make_index({"kijkt-weg": article_text(advice=advice)}),
        "situatie nummer 1 over een leerling kijkt weg",
    )
    assert {source.id for source in found.sources} == {"nji-tolk", "vakkennis"}
    assert [line.id for line in found.helplines] == ["veilig-thuis"]


def test_a_source_that_does_not_exist_stops_no_answer(make_index) -> None:
    advice = "- Luister goed. [@bestaat-niet] [@tel:nergens]"
    found = answer(
        make_index({"kijkt-weg": article_text(advice=advice)}),
        "situatie nummer 1 over een leerling kijkt weg",
    )
    assert ("bestaat-niet", "tel:nergens") in [item.sources for item in found.advice]
    assert "bestaat-niet" not in {source.id for source in found.sources}

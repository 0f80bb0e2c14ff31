import dataclasses

import numpy as np
import pytest

from index.refresh import OpenIndex
from kb.types import Item
from retrieval.heads import Heads
from retrieval.question import clean
from retrieval.rows import rows_of
from retrieval.safety import EMERGENCY, _once, along_article, assess, logistic
from retrieval.search import gather
from retrieval.settings import load_settings
from retrieval.told import Told
from retrieval.types import Safety
from retrieval.word_heads import ACUTE, BUCKETS, DANGER, INSIDE, WordHeads
from tests.conftest import article_text
from tests.retrieval.test_heads import HEADS

SETTINGS = load_settings("fake").settings
ROUTES = (
    "112 meldcode partnergeweld eer-dwang vgv suicide uitbuiting ontvoering zedendelict "
    "radicalisering ggz wonen"
).split()


def safety_of(index: OpenIndex, text: str, **changed: float) -> Safety:
    cleaned = clean(text)
    settings = dataclasses.replace(SETTINGS, **changed)
    return assess(cleaned, gather(index, cleaned), index.generation, settings=settings)


def with_routes(index: OpenIndex, **changed: object) -> OpenIndex:
    """Change something in every route."""
    kb = index.generation.kb
    routes = tuple(dataclasses.replace(route, **changed) for route in kb.routes)
    generation = dataclasses.replace(index.generation, kb=dataclasses.replace(kb, routes=routes))
    return OpenIndex(generation, index.encoder)


@pytest.mark.parametrize("route", ROUTES)
def test_a_told_signal_opens_the_panel_of_its_route(own_index: OpenIndex, danger_text, route: str) -> None:
    assert safety_of(own_index, danger_text(route)).routes[0] == route


@pytest.mark.parametrize("route", ROUTES)
def test_a_look_alike_opens_no_panel(own_index: OpenIndex, route: str) -> None:
    found = own_index.generation.kb.route(route)
    assert found is not None
    assert safety_of(own_index, found.lookalikes[0].text).level == "none"


@pytest.mark.parametrize("text", ["Een leerling komt te laat.", "孩子在课堂上哭", "zzz"])
def test_a_calm_text_gives_only_its_score(own_index: OpenIndex, text: str) -> None:
    safety = safety_of(own_index, text)
    assert safety == Safety(score=safety.score)
    assert 0 <= safety.score < SETTINGS.concern_from


def test_one_sentence_in_a_long_calm_story_is_enough(own_index: OpenIndex, danger_text) -> None:
    calm = " ".join(item.text for item in own_index.generation.kb.lookalikes[:3])
    assert safety_of(own_index, f"{calm} {danger_text('eer-dwang')}", danger_whole=0.5).level != "none"


def test_steps_nevers_and_helplines_are_those_of_the_route(own_index: OpenIndex, danger_text) -> None:
    safety = safety_of(own_index, danger_text("vgv"))
    route = own_index.generation.kb.route("vgv")
    assert route is not None
    assert safety.steps == route.steps
    assert safety.never == route.never
    assert {"veilig-thuis", "huisarts"} <= {line.id for line in safety.helplines}


def test_several_routes_together_show_every_step_once(own_index: OpenIndex, danger_text) -> None:
    both = f"{danger_text('partnergeweld')} {danger_text('meldcode')}"
    safety = safety_of(own_index, both, route_within=1.0)
    texts = [step.text for step in safety.steps]
    assert {"partnergeweld", "meldcode"} <= set(safety.routes)
    assert len(texts) == len(set(texts))


def test_at_most_three_routes_are_shown(own_index: OpenIndex) -> None:
    assert len(safety_of(own_index, "kind huilt", concern_from=0.0, route_within=1.0).routes) == 3


def test_equal_routes_stand_in_the_order_of_their_ids(own_index: OpenIndex) -> None:
    routes = safety_of(own_index, "kind huilt", concern_from=0.0, route_within=1.0, danger_slope=0.0).routes
    assert list(routes) == sorted(ROUTES)[:3]


def test_a_likely_route_that_is_not_shown_still_hides_the_family(own_index: OpenIndex, danger_text) -> None:
    safety = safety_of(own_index, danger_text("meldcode"), route_within=0.0, concern_from=0.0)
    assert safety.routes == ("meldcode",)
    assert safety.family_hidden


def test_a_route_without_hidden_family_leaves_it(own_index: OpenIndex, danger_text) -> None:
    assert not safety_of(own_index, danger_text("wonen")).family_hidden


def test_steps_that_bring_in_the_family_are_withheld_too(own_index: OpenIndex, danger_text) -> None:
    steps = (
        Item("stap", "Bel 112.", "r", "Stappen", "routes.yaml", 1),
        Item("stap", "Bel de ouders.", "r", "Stappen", "routes.yaml", 2, family=True),
    )
    index = with_routes(own_index, steps=steps)
    assert [step.text for step in safety_of(index, danger_text("eer-dwang")).steps] == ["Bel 112."]
    assert len(safety_of(index, danger_text("wonen")).steps) == 2


def test_a_strong_acute_signal_says_acute_and_names_112_first(own_index: OpenIndex, danger_text) -> None:
    safety = safety_of(own_index, danger_text("meldcode"))
    assert safety.level == "acute"
    assert safety.helplines[0].id == EMERGENCY
    assert not safety.ordinary_advice


def test_a_signal_that_is_no_more_than_a_worry_says_concern(own_index: OpenIndex) -> None:
    route = own_index.generation.kb.route("wonen")
    assert route is not None
    worry = next(signal for signal in route.signals if signal.type == "zorg")
    assert safety_of(own_index, worry.text).level == "concern"


def test_a_danger_term_is_enough_for_the_urgency_of_its_route(own_index: OpenIndex) -> None:
    text = "de pen ligt op tafel en ze moet trouwen"
    safety = safety_of(own_index, text)
    assert "eer-dwang" in safety.routes
    assert safety.level == "acute"
    assert safety.score >= SETTINGS.term_from
    assert safety_of(with_routes(own_index, terms=()), text).score < safety.score


def test_the_signals_say_what_was_noticed(own_index: OpenIndex, danger_text) -> None:
    text = danger_text("wonen")
    assert text in [signal.text for signal in safety_of(own_index, text).signals]


def test_a_situation_of_an_article_with_a_route_is_a_signal_of_danger(make_index) -> None:
    told = "de neef van zus staat elke dag bij de poort met papieren"
    text = article_text(front="route: [ontvoering]\nurgentie: acuut\n", situations=[told] * 8)
    safety = safety_of(make_index({"meegenomen": text}), told)
    assert safety.routes == ("ontvoering",)
    assert safety.level == "acute"


@pytest.mark.parametrize(("value", "expected"), [(0.5, 0.5), (1e9, 1.0), (-1e9, 0.0)])
def test_the_logistic_is_a_half_in_the_middle_and_never_overflows(value: float, expected: float) -> None:
    assert logistic(value, middle=0.5, slope=50.0) == expected


def test_every_route_of_the_vocabulary_has_what_a_panel_needs(own_index: OpenIndex) -> None:
    kb = own_index.generation.kb
    assert set(kb.vocabulary.values("route")) - {"geen"} == {route.id for route in kb.routes}
    for route in kb.routes:
        assert route.steps
        assert route.never
        assert route.helplines
        assert route.signals
        assert {step.heading for step in route.steps} == {"Stappen", "Opschrijven", "Samen beslissen"}


def test_a_family_that_stays_out_of_it_is_in_no_step_of_an_article_either(own_index: OpenIndex) -> None:
    kb = own_index.generation.kb
    article = next(one for one in kb.articles if one.routes == ("suicide",))
    (route,) = kb.routes_of(article)
    marked = (dataclasses.replace(route.steps[0], family=True), *route.steps[1:])
    index = with_routes(own_index, steps=marked)
    evidence = gather(index, "kind huilt")

    def steps(before: Safety) -> tuple[Item, ...]:
        return along_article(article, evidence, index.generation, before=before).steps

    assert marked[0] in steps(Safety())
    assert marked[0] not in steps(Safety(family_hidden=True))
    assert steps(Safety(family_hidden=True))


def test_a_step_that_routes_share_stays_where_it_came_first(own_index: OpenIndex) -> None:
    kb = own_index.generation.kb
    steps = [item for route in kb.routes for item in route.steps]
    once = _once([*steps[:3], *steps])
    assert once[:3] == tuple(steps[:3])
    assert len({item.text for item in once}) == len(once)


@pytest.fixture
def said_by_words(own_index: OpenIndex, monkeypatch: pytest.MonkeyPatch):
    """Safety with heads that say nothing, so that all depends on what the words say."""
    told = own_index.encoder.encode_queries(["rustig"])
    nothing = np.zeros(told.shape[1], dtype=np.float32)
    heads = Heads(
        told=Told.of(told),
        articles=("",),
        pull=np.zeros(1, dtype=np.float32),
        spread=2.0,
        danger_bias=0.0,
        routes=tuple(ROUTES),
        route_weights=np.zeros((len(ROUTES) + 1, told.shape[1]), dtype=np.float32),
        route_bias=np.zeros(len(ROUTES) + 1, dtype=np.float32),
        acute_weights=nothing,
        acute_bias=0.0,
        inside_weights=nothing,
        inside_bias=0.0,
        words=WordHeads((), np.zeros((BUCKETS, 1), dtype=np.float16), np.zeros(0, dtype=np.float32)),
        article_layer=dataclasses.replace(
            HEADS.article_layer, vector_weights=np.zeros((2, told.shape[1]), dtype=np.float16)
        ),
    )
    for room in ("retrieval.safety", "retrieval.search", "retrieval.rows"):
        monkeypatch.setattr(f"{room}.load_heads", lambda _model: heads)
    changed = {"danger_middle": 1.0, "danger_slope": 4.0, "words_weight": 0.5, "acute_odds_from": 0.5}
    settings = dataclasses.replace(SETTINGS, **changed)

    def decided(**odds: float) -> Safety:
        words = dict.fromkeys([DANGER, ACUTE, INSIDE, *ROUTES], 0.0) | odds
        evidence = dataclasses.replace(gather(own_index, "iets"), words=words)
        return assess("iets", evidence, own_index.generation, settings=settings)

    rows_of.cache_clear()
    yield decided
    rows_of.cache_clear()


def test_words_open_a_panel_and_choose_its_route(said_by_words) -> None:
    assert said_by_words().level == "none"
    assert said_by_words(danger=1.9).level == "none"
    found = said_by_words(danger=4.0, vgv=20.0)
    assert (found.level, found.routes) == ("concern", ("vgv",))


def test_words_say_whether_it_is_acute(said_by_words) -> None:
    assert said_by_words(danger=4.0, vgv=20.0, acute=-1.0).level == "concern"
    assert said_by_words(danger=4.0, vgv=20.0, acute=1.0).level == "acute"
    assert said_by_words(danger=2.2, vgv=20.0, acute=1.0).level == "concern"  # not sure enough for that

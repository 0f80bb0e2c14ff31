import pytest

from kb.checks.danger import check_danger
from kb.library import load_library
from tests.conftest import ROOT, article_text

KB, _ = load_library(ROOT / "kb")
HIDDEN = ["eer-dwang", "vgv", "partnergeweld", "uitbuiting", "ontvoering"]
CONTACT = "- Bel de ouders. [@vakkennis] {familie}"


LET_OP = "## Let eerst op\n- Bel eerst Veilig Thuis.\n\n## Vraag eerst"


@pytest.fixture
def complaints(read):
    return lambda text: [(p.rule, p.line, p.what, p.severity) for p in check_danger(read(text)[0], KB)]


def dangerous(front, **changes):
    """Return an article that says first what to watch for; its advice starts on line 26."""
    return article_text(front=front, **changes).replace("## Vraag eerst", LET_OP)


def test_where_the_family_is_hidden_an_article_says_first_what_to_watch_for(complaints):
    text = article_text(front="route: [vgv]\n")
    what = "De route is 'vgv', maar de kop 'Let eerst op' ontbreekt."
    assert complaints(text) == [("G13b", 10, what, "fout")]
    assert complaints(dangerous("route: [vgv]\n")) == []


@pytest.mark.parametrize("route", HIDDEN)
def test_contact_with_the_family_is_refused_in_these_routes(complaints, route):
    text = dangerous(f"route: [{route}]\n", advice=CONTACT)
    what = f"Dit brengt contact met familie, maar de route is '{route}'."
    assert complaints(text) == [("G13", 26, what, "fout")]


def test_contact_with_the_family_is_refused_when_the_route_is_not_the_first(complaints):
    text = dangerous("route: [meldcode, eer-dwang]\n", advice=CONTACT)
    assert [rule for rule, *_ in complaints(text)] == ["G13"]


@pytest.mark.parametrize("heading", ["In het kort", "Vraag eerst", "Als het niet werkt", "Wanneer opschalen"])
def test_contact_with_the_family_is_refused_under_other_headings_too(complaints, heading):
    text = dangerous("route: [vgv]\n") + f"\n## {heading}\n{CONTACT}\n"
    assert [rule for rule, *_ in complaints(text)] == ["G13"]


def test_a_pitfall_may_name_the_family(complaints):
    text = dangerous("route: [vgv]\n").replace("- Meteen oordelen.", "- Thuis bellen. {familie}")
    assert complaints(text) == []


@pytest.mark.parametrize("route", ["geen", "meldcode", "suicide"])
def test_in_other_routes_contact_with_the_family_is_an_advice_like_any(complaints, route):
    assert complaints(article_text(front=f"route: [{route}]\n", advice=CONTACT)) == []


@pytest.mark.parametrize("urgency", ["zorg", "acuut"])
def test_an_urgent_article_without_route_gets_a_warning(complaints, urgency):
    what = f"De urgentie is '{urgency}', maar er is geen route."
    assert complaints(article_text(front=f"urgentie: {urgency}\n")) == [("G12", 10, what, "waarschuwing")]


def test_an_urgent_article_with_a_route_is_fine(complaints):
    assert complaints(article_text(front="urgentie: acuut\nroute: [meldcode]\n")) == []

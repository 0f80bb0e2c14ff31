import pytest

from kb.checks.danger import check_danger
from kb.library import load_library
from tests.conftest import ROOT, article_text

KB, _ = load_library(ROOT / "kb")
HIDDEN = ["eer-dwang", "vgv", "partnergeweld", "uitbuiting", "ontvoering"]
CONTACT = "- Bel de ouders. [@vakkennis] {familie}"


@pytest.fixture
def complaints(read):
    return lambda text: [(p.rule, p.line, p.what, p.severity) for p in check_danger(read(text)[0], KB)]


@pytest.mark.parametrize("route", HIDDEN)
def test_contact_with_the_family_is_refused_in_these_routes(complaints, route):
    text = article_text(front=f"route: [{route}]\n", advice=CONTACT)
    what = f"Dit brengt contact met familie, maar de route is '{route}'."
    assert complaints(text) == [("G13", 23, what, "fout")]


def test_contact_with_the_family_is_refused_when_the_route_is_not_the_first(complaints):
    text = article_text(front="route: [meldcode, eer-dwang]\n", advice=CONTACT)
    assert [rule for rule, *_ in complaints(text)] == ["G13"]


@pytest.mark.parametrize("heading", ["In het kort", "Vraag eerst", "Als het niet werkt", "Wanneer opschalen"])
def test_contact_with_the_family_is_refused_under_other_headings_too(complaints, heading):
    text = article_text(front="route: [vgv]\n") + f"\n## {heading}\n{CONTACT}\n"
    assert [rule for rule, *_ in complaints(text)] == ["G13"]


def test_a_pitfall_may_name_the_family(complaints):
    text = article_text(front="route: [vgv]\n").replace("- Meteen oordelen.", "- Thuis bellen. {familie}")
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

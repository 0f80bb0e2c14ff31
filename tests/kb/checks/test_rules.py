import pytest

from kb.checks.rules import Rule, check_rules, load_rules
from kb.library import load_library
from tests.conftest import ROOT, article_text

KB, _ = load_library(ROOT / "kb")
RULES = load_rules()
HITS = [pytest.param(rule, text, id=f"{rule.name}-{n}") for rule in RULES for n, text in enumerate(rule.hits)]
MISSES = [
    pytest.param(rule, text, id=f"{rule.name}-{n}") for rule in RULES for n, text in enumerate(rule.misses)
]


@pytest.mark.parametrize(("rule", "text"), HITS)
def test_a_sentence_that_breaks_the_rule_is_found(rule: Rule, text: str):
    assert rule.finds(text)


@pytest.mark.parametrize(("rule", "text"), MISSES)
def test_a_near_miss_is_left_alone(rule: Rule, text: str):
    assert not rule.finds(text)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_every_rule_has_hits_and_near_misses(rule: Rule):
    assert rule.hits
    assert rule.misses


def broken(read, text: str) -> list[tuple[str, int]]:
    return [(problem.rule, problem.line) for problem in check_rules(read(text)[0], KB)]


def test_a_group_in_the_title_is_wrong_and_in_a_told_situation_it_is_not(read):
    told = [f"moslimvader geeft geen hand {number}" for number in range(8)]
    assert broken(read, article_text(situations=told)) == []
    assert broken(read, article_text("Een moslimvader geeft geen hand")) == [("G05", 9)]


def test_calling_father_needs_the_mark(read):
    assert broken(read, article_text(advice="- **Bel vader even.** Dat helpt. [@vakkennis]")) == [
        ("G13b", 22)
    ]
    assert broken(read, article_text(advice="- **Bel vader even.** Dat helpt. [@vakkennis] {familie}")) == []


def test_bringing_in_the_family_is_wrong_only_where_the_route_hides_them(read):
    advice = "- **Zoek iemand die kan bemiddelen.** Dat helpt. [@vakkennis]"
    assert broken(read, article_text(advice=advice)) == []
    assert broken(read, article_text(advice=advice, front="route: [eer-dwang]\n")) == [("G13", 23)]


def test_a_rule_of_law_may_rest_on_the_law_but_not_on_professional_knowledge(read):
    advice = "- **Zeg wat geldt.** Slaan is strafbaar. [@{}]"
    assert broken(read, article_text(advice=advice.format("vakkennis"))) == [("G15", 22)]
    assert broken(read, article_text(advice=advice.format("stb-2007-145"))) == []

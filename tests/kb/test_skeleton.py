from dataclasses import replace

import pytest

from kb.headings import HEADINGS
from kb.skeleton import GUIDANCE, MARK, NewArticle, is_guidance, skeleton

NEW = NewArticle(
    title="Een kind wil niet naar huis",
    slug="kind-wil-niet-huis",
    theme="veiligheid",
    domains=("thuis", "school"),
    ages=("basisschool-4-12",),
    jobs=("leerkracht-po",),
    routes=("geen",),
    urgency="regulier",
    checked="2026-11-22",
)
DANGER = replace(NEW, routes=("112", "eer-dwang"), urgency="acuut", family_hidden=True)


@pytest.fixture
def written(read, vocabulary):
    """The article that a skeleton is read as."""

    def parse(new=NEW):
        article, problems = read(skeleton(new, vocabulary), path=new.path)
        assert problems == ()
        assert article is not None
        return article

    return parse


def test_a_skeleton_is_an_article_with_what_was_asked_for(written):
    article = written()
    assert (article.title, article.slug, article.path) == (NEW.title, NEW.slug, NEW.path)
    assert (article.theme, article.domains, article.ages) == ("veiligheid", NEW.domains, NEW.ages)
    assert (article.jobs, article.routes, article.urgency) == (NEW.jobs, ("geen",), "regulier")
    assert (article.checked, article.status, article.owner) == ("2026-11-22", "concept", "redactie")
    assert (article.levels, article.groups, article.readers) == (("client",), (), ())


def test_a_route_that_looks_like_a_number_stays_a_route(written, vocabulary):
    assert written(DANGER).routes == ("112", "eer-dwang")
    assert '\nroute: ["112", eer-dwang]\n' in skeleton(DANGER, vocabulary)


def test_every_heading_holds_guidance_and_nothing_else(written):
    article = written(DANGER)
    assert list(dict.fromkeys(item.kind for item in article.items)) == [heading.kind for heading in HEADINGS]
    assert all(is_guidance(item) and item.text.startswith(MARK) for item in article.items)


def test_what_to_rule_out_first_is_asked_only_along_a_danger_route(written):
    kinds = {item.kind for item in written().items}
    assert {heading.kind for heading in HEADINGS} - kinds == {"letop"}


def test_where_the_family_stays_out_of_it_no_guidance_asks_for_contact(vocabulary):
    assert skeleton(NEW, vocabulary).count("{familie}") == 3
    assert "{familie}" not in skeleton(DANGER, vocabulary)
    assert skeleton(DANGER, vocabulary).count("Niets wat contact legt met ouders of familie") == 3


def test_guidance_names_the_values_that_can_be_chosen(vocabulary):
    text = skeleton(NEW, vocabulary)
    assert all(value in text for value in vocabulary.values("betekenis"))
    assert "### In het po" in text
    assert "urgentie: regulier  # kies uit: regulier, aandacht, zorg, acuut\n" in text


@pytest.mark.parametrize("kind", GUIDANCE)
def test_guidance_is_known_also_without_its_mark(written, kind):
    guidance = [item for item in written(DANGER).items if item.kind == kind]
    assert len(guidance) == len(GUIDANCE[kind])
    for item in guidance:
        assert is_guidance(replace(item, text=item.text.removeprefix(MARK)))


@pytest.mark.parametrize(
    ("text", "guidance"),
    [
        ("[vul in] Vraag het rustig.", True),
        ("Vraag het rustig. [Vul in]", True),
        ("Vraag het rustig.", False),
        ("Vul in wat je ziet.", False),
    ],
)
def test_a_text_with_the_mark_in_it_is_not_finished(written, text, guidance):
    assert is_guidance(replace(written().items[0], text=text)) is guidance

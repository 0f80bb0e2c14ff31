import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.slug import SLUG, free_slug, slug_of


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Een leerling of ouder kijkt je niet aan", "leerling-ouder-kijkt-niet"),
        ("Het meisje mag niet mee op schoolreis", "meisje-mag-niet-mee"),
        ("’s Ochtends té laat: geen coördinatie", "ochtends-laat-geen-coordinatie"),
        ("De ib'er en de straße", "iber-strasse"),
        ("Hij is er", "hij-is-er"),
        ("Groep 8 pest", "groep-8-pest"),
        ("العربية", ""),
        ("?!", ""),
    ],
)
def test_a_slug_holds_the_first_telling_words_of_a_title(title, slug):
    assert slug_of(title) == slug


def test_a_slug_stays_short_also_where_words_are_long():
    assert (
        slug_of("schoolmaatschappelijk werkersoverleg vergaderingen")
        == "schoolmaatschappelijk-werkersoverleg"
    )
    assert len(slug_of("a" * 300)) == 40


def test_a_slug_that_is_taken_gets_more_words_first_and_then_a_number():
    title = "Het meisje mag niet mee op schoolreis"
    longer = "meisje-mag-niet-mee-schoolreis"
    assert free_slug(title, ()) == "meisje-mag-niet-mee"
    assert free_slug(title, {"meisje-mag-niet-mee"}) == longer
    assert free_slug(title, {"meisje-mag-niet-mee", longer}) == "meisje-mag-niet-mee-2"
    assert free_slug("Boos", {"boos", "boos-2"}) == "boos-3"
    assert free_slug("العربية", ()) == ""


@given(st.text())
def test_whatever_the_title_its_slug_can_be_a_file_or_is_empty(title):
    slug = slug_of(title)
    assert slug == "" or SLUG.fullmatch(slug)
    assert len(slug) <= 40

import dataclasses
import itertools

import pytest

from index.refresh import OpenIndex
from kb.errors import QueryError
from kb.types import Article
from retrieval.filters import FACETS, check_filters, passes


@pytest.fixture
def article(own_index: OpenIndex) -> Article:
    found = own_index.generation.kb.articles[0]
    return dataclasses.replace(found, theme="veiligheid", domains=("thuis", "school"), ages=("volwassen",))


def test_without_filters_every_article_passes(article: Article) -> None:
    assert passes(article, {})


def test_a_facet_without_values_asks_nothing(article: Article) -> None:
    assert passes(article, {"thema": ()})


@pytest.mark.parametrize("values", [("thuis",), ("straat", "school"), ("thuis", "school", "straat")])
def test_one_of_the_values_within_a_facet_is_enough(article: Article, values: tuple[str, ...]) -> None:
    assert passes(article, {"leefdomein": values})


def test_none_of_the_values_within_a_facet_is_not_enough(article: Article) -> None:
    assert not passes(article, {"leefdomein": ("straat", "community")})


def test_every_facet_must_hold(article: Article) -> None:
    assert passes(article, {"thema": ("veiligheid",), "leeftijd": ("volwassen",)})
    assert not passes(article, {"thema": ("veiligheid",), "leeftijd": ("basisschool-4-12",)})


def test_a_single_value_is_compared_whole(article: Article) -> None:
    assert not passes(article, {"thema": ("veilig",)})


def test_each_facet_reads_its_own_field(own_index: OpenIndex) -> None:
    kb = own_index.generation.kb
    for facet, article in itertools.product(FACETS, kb.articles):
        held = getattr(article, FACETS[facet])
        for value in kb.vocabulary.values(facet):
            assert passes(article, {facet: (value,)}) == (
                value in ((held,) if isinstance(held, str) else held)
            )


def test_known_values_are_accepted(own_index: OpenIndex) -> None:
    vocabulary = own_index.generation.kb.vocabulary
    check_filters({facet: vocabulary.values(facet) for facet in FACETS}, vocabulary)


def test_an_unknown_value_names_the_nearest_and_all_allowed(own_index: OpenIndex) -> None:
    with pytest.raises(QueryError) as caught:
        check_filters({"thema": ("veilighied",)}, own_index.generation.kb.vocabulary)
    assert "'veilighied' bestaat niet bij --thema" in str(caught.value)
    assert "Bedoelde je 'veiligheid'?" in str(caught.value)
    assert "straat-en-jongerenwerk" in str(caught.value)


def test_a_value_like_no_other_gets_no_guess(own_index: OpenIndex) -> None:
    with pytest.raises(QueryError) as caught:
        check_filters({"niveau": ("xyzzy",)}, own_index.generation.kb.vocabulary)
    assert "Bedoelde je" not in str(caught.value)


def test_the_second_value_of_a_facet_is_checked_too(own_index: OpenIndex) -> None:
    with pytest.raises(QueryError, match="'kantoor' bestaat niet bij --leefdomein"):
        check_filters({"leefdomein": ("thuis", "kantoor")}, own_index.generation.kb.vocabulary)

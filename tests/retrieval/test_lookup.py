import pytest

from index.refresh import OpenIndex
from kb.errors import QueryError
from retrieval.lookup import find_article


@pytest.mark.parametrize(
    "name",
    [
        "kijkt-weg",
        " kijkt-weg ",
        "Kijkt-Weg",
        "kijkt-weg.md",
        "veiligheid/kijkt-weg.md",
        "kb/articles/veiligheid/kijkt-weg.md",
    ],
)
def test_an_article_is_found_by_its_slug_or_path(small_index: OpenIndex, name: str) -> None:
    assert find_article(small_index.generation.kb, name).slug == "kijkt-weg"


@pytest.mark.parametrize("name", ["kijk-weg", "kijktweg", "kijkt_weg", "kijkt-wegg", "weg"])
def test_a_near_miss_names_the_article_that_was_meant(small_index: OpenIndex, name: str) -> None:
    with pytest.raises(QueryError, match="Bedoelde je kijkt-weg"):
        find_article(small_index.generation.kb, name)


@pytest.mark.parametrize("name", ["", "xyzzy", "../../etc/passwd", "\x1b[31m"])
def test_a_name_like_no_other_says_how_to_search(small_index: OpenIndex, name: str) -> None:
    with pytest.raises(QueryError, match="Zoek het met: handelwijzer vraag"):
        find_article(small_index.generation.kb, name)


def test_an_endless_name_is_cut_in_the_message(small_index: OpenIndex) -> None:
    with pytest.raises(QueryError) as caught:
        find_article(small_index.generation.kb, "z" * 5000)
    assert len(str(caught.value)) < 200

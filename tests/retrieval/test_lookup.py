import dataclasses
from pathlib import Path

import pytest

from index.refresh import OpenIndex
from kb.errors import KnowledgeBaseError, QueryError
from kb.files import ArticleFile
from kb.types import Problem
from retrieval.lookup import find_article, find_file, readable_article, searched_article


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


PATHS = ("articles/a/stil.md", "articles/b/boos.md", "articles/c/Stil.MD")


def files_at(*paths: str) -> list[ArticleFile]:
    problem = Problem("S01", "", 3, "De kopregels ontbreken.", "Begin met '---'.")
    return [ArticleFile(path, "", None, (dataclasses.replace(problem, path=path),)) for path in paths]


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("boos", "articles/b/boos.md"),
        (" Boos.md ", "articles/b/boos.md"),
        ("stil", "articles/a/stil.md"),
        ("kb/articles/c/Stil.MD", "articles/c/Stil.MD"),
        ("articles/a/stil.md", "articles/a/stil.md"),
    ],
)
def test_a_file_is_found_by_its_name_also_when_it_is_no_article(name: str, path: str) -> None:
    assert find_file(files_at(*PATHS), name).path == path


def test_a_file_that_is_not_there_names_the_nearest() -> None:
    with pytest.raises(QueryError, match=r"Er is geen artikel 'bos'. Bedoelde je boos\?"):
        find_file(files_at(*PATHS), "bos")


def test_a_draft_can_be_read_and_a_file_that_is_no_article_says_why(small_index: OpenIndex) -> None:
    article = small_index.generation.kb.articles[0]
    [broken] = files_at("articles/b/boos.md")
    assert readable_article(dataclasses.replace(broken, article=article), Path("kb")) is article
    assert readable_article(dataclasses.replace(broken, draft=article), Path("kb")) is article
    with pytest.raises(KnowledgeBaseError) as caught:
        readable_article(broken, Path("kb"))
    assert str(caught.value) == (
        f"{Path('kb/articles/b/boos.md')}:3: Dit artikel is zo niet te lezen. De kopregels ontbreken. "
        "Begin met '---'."
    )


def test_only_what_takes_part_can_be_searched_for(small_index: OpenIndex) -> None:
    article = small_index.generation.kb.articles[0]
    [broken] = files_at("articles/b/Boos.md")
    assert searched_article(dataclasses.replace(broken, article=article)) is article
    withdrawn = dataclasses.replace(article, status="ingetrokken")
    for file, why in (
        (broken, "er zit een fout in. Bekijk wat er mis is: handelwijzer artikel controleer boos"),
        (dataclasses.replace(broken, draft=article), "het is nog niet af. Bekijk wat er mis is"),
        (dataclasses.replace(broken, article=withdrawn), "het is ingetrokken. Zet 'status' op"),
    ):
        with pytest.raises(QueryError, match=f"Het artikel 'boos' doet niet mee: {why}"):
            searched_article(file)


def test_an_article_that_takes_no_part_says_why_when_it_is_looked_for(small_index: OpenIndex) -> None:
    kb = small_index.generation.kb
    with pytest.raises(QueryError, match="'boos' doet niet mee: er zit een fout in"):
        find_article(kb, "boos", files_at("articles/b/boos.md"))
    with pytest.raises(QueryError, match="Er is geen artikel 'bozig'"):
        find_article(kb, "bozig", files_at("articles/b/boos.md"))
    assert find_article(kb, "kijkt-weg", files_at("articles/a/kijkt-weg.md")).slug == "kijkt-weg"

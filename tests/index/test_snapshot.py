"""A knowledge base as JSON comes back as it was."""

from collections.abc import Callable
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from index.snapshot import from_json, to_json
from kb.files import ArticleFile
from kb.library import load_library
from kb.types import Article, Item, KnowledgeBase, Problem, Vocabulary
from tests.conftest import ROOT, article_text


def there_and_back(
    kb: KnowledgeBase, files: tuple[ArticleFile, ...]
) -> tuple[KnowledgeBase, tuple[ArticleFile, ...]]:
    return from_json(to_json(kb, files))


def test_the_projects_own_knowledge_base_comes_back_whole():
    kb, files = load_library(ROOT / "kb")
    assert there_and_back(kb, files) == (kb, files)


def test_problems_come_back(kb_root: Path, put: Callable[..., Path]):
    put("goed")
    put("kapot", "geen front matter")
    kb, files = load_library(kb_root)
    again, files_again = there_and_back(kb, files)
    assert again.problems == kb.problems != ()
    assert files_again == files


def test_a_withdrawn_article_is_kept_as_a_file_and_not_as_an_article(kb_root: Path, put: Callable[..., Path]):
    put("goed")
    put("weg", article_text("Weg").replace("status: concept", "status: ingetrokken"))
    kb, files = there_and_back(*load_library(kb_root))
    assert [article.slug for article in kb.articles] == ["goed"]
    assert [file.article.slug for file in files if file.article] == ["goed", "weg"]


words = st.text(max_size=20)
items = st.builds(
    Item,
    **dict.fromkeys(("kind", "text", "article", "heading", "path"), words),
    line=st.integers(0, 10**6),
    type=st.none() | words,
    place=st.none() | words,
    family=st.booleans(),
    sources=st.lists(words, max_size=2).map(tuple),
)
articles = st.builds(
    Article,
    **dict.fromkeys(("slug", "title", "path", "theme", "urgency", "owner", "checked"), words),
    **{
        name: st.lists(words, max_size=2).map(tuple)
        for name in ("domains", "ages", "jobs", "levels", "groups", "routes")
    },
    status=st.sampled_from(["concept", "gepubliceerd"]),
    title_line=st.integers(0, 10**6),
    review_months=st.integers(0, 100),
    readers=st.lists(st.tuples(words, words), max_size=2).map(tuple),
    items=st.lists(items, max_size=3).map(tuple),
)
problems = st.builds(
    Problem, **dict.fromkeys(("rule", "path", "what", "todo"), words), line=st.integers(0, 99)
)


@given(st.lists(st.builds(ArticleFile, words, words, st.none() | articles, st.tuples(problems)), max_size=3))
def test_any_files_come_back_as_they_were(files: list[ArticleFile]):
    kb = KnowledgeBase(
        articles=tuple(file.article for file in files if file.article is not None),
        routes=(),
        sources={},
        helplines={},
        vocabulary=Vocabulary({}),
    )
    assert there_and_back(kb, tuple(files)) == (kb, tuple(files))

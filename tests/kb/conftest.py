"""What the tests of the knowledge base share: reading one article, and a folder with all its problems."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from kb.article import parse_article
from kb.checks.run import check_library
from kb.library import load_library
from kb.reference import load_vocabulary
from kb.types import Article, Problem, Vocabulary

ROOT = Path(__file__).resolve().parents[2]
settings.register_profile("steady", deadline=None)  # a busy machine is no failure
settings.load_profile("steady")
PATH = "articles/veiligheid/kijkt-weg.md"


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    return load_vocabulary(ROOT / "kb")


@pytest.fixture(scope="session")
def read(vocabulary: Vocabulary) -> Callable[..., tuple[Article | None, tuple[Problem, ...]]]:
    """Read a text as an article: read(text) gives the article and its problems."""

    def parse(text: str, path: str = PATH) -> tuple[Article | None, tuple[Problem, ...]]:
        return parse_article(text, path=path, vocabulary=vocabulary)

    return parse


@pytest.fixture
def check(kb_root: Path) -> Callable[[], tuple[Problem, ...]]:
    """Return the problems of the articles under test, apart from what comes of their being few and alike."""
    few_and_alike = {"S09", "S10"}
    return lambda: tuple(p for p in check_library(*load_library(kb_root)) if p.rule not in few_and_alike)

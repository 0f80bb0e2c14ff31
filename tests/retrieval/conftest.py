"""Indexes for asking: of articles made in a test, and of the project's own, both by the fast encoder."""

import dataclasses
import shutil
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from index.build import build
from index.generation import read_generation
from index.refresh import OpenIndex
from index.store import IndexFolder, writing
from kb.files import DATA_FILES
from retrieval.present.layout import LABEL_WIDTH, Line
from retrieval.present.view import View
from retrieval.settings import Calibration, load_settings
from tests.conftest import ROOT, FakeEncoder

MakeIndex = Callable[[Mapping[str, str]], OpenIndex]


@cache
def _remembered(text: str) -> np.ndarray:
    return FakeEncoder().encode_queries([text])[0]


class QuickEncoder(FakeEncoder):
    """The fast encoder, faster: it remembers what it has seen."""

    def _vector(self, text: str) -> np.ndarray:
        return _remembered(text)


def _index(folder: Path, kb_root: Path) -> OpenIndex:
    store = IndexFolder(folder)
    with writing(store):
        build(store, kb_root, encoder=QuickEncoder())
    current = store.current()
    assert current is not None
    return OpenIndex(read_generation(current), QuickEncoder())


@pytest.fixture(scope="session")
def make_index(tmp_path_factory: pytest.TempPathFactory) -> MakeIndex:
    """Return a function that builds an index of articles given as {"theme/slug": text}."""

    def make(articles: Mapping[str, str]) -> OpenIndex:
        root = tmp_path_factory.mktemp("kb")
        for name in DATA_FILES:
            shutil.copy(ROOT / "kb" / name, root / name)
        for name, text in articles.items():
            path = root / "articles" / (f"{name}.md" if "/" in name else f"veiligheid/{name}.md")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return _index(tmp_path_factory.mktemp("data"), root)

    return make


@pytest.fixture(scope="session")
def own_index(tmp_path_factory: pytest.TempPathFactory) -> OpenIndex:
    """An index of a copy of the project's own articles by the fast encoder."""
    copied = tmp_path_factory.mktemp("own") / "kb"
    shutil.copytree(ROOT / "kb", copied, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return _index(tmp_path_factory.mktemp("data"), copied)


@pytest.fixture
def with_settings(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Return a function that changes the settings of every answer."""

    def change(**changed: float) -> None:
        settings = dataclasses.replace(load_settings("fake").settings, **changed)
        monkeypatch.setattr("retrieval.answer.load_settings", lambda _model: Calibration(settings, own=True))

    return change


@pytest.fixture
def lenient(with_settings: Callable[..., None]) -> None:
    """Answer also where the fast encoder finds little likeness."""
    with_settings(answer_middle=0.0)


@pytest.fixture(scope="session")
def view_of() -> Callable[[OpenIndex], View]:
    """Return a function that gives the view on an index."""
    return lambda index: View(Path(index.generation.manifest.kb_root), index.generation.kb.vocabulary)


@pytest.fixture(scope="session")
def text_of() -> Callable[[list[Line]], str]:
    """Return a function that gives the text of lines as it is printed."""

    def text(lines: list[Line]) -> str:
        return "\n".join(("" if line.wide else line.label.ljust(LABEL_WIDTH)) + line.text for line in lines)

    return text


@pytest.fixture(scope="session")
def danger_text(own_index: OpenIndex) -> Callable[..., str]:
    """Return a function that gives a told danger of a route, so like its signals that a panel opens."""

    def text(route_id: str, number: int = 0) -> str:
        route = own_index.generation.kb.route(route_id)
        assert route is not None
        return route.signals[number % len(route.signals)].text

    return text

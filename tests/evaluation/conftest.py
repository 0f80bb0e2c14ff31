"""A small index to measure, made once, and the evaluation of a small dataset on it."""

import shutil
from pathlib import Path

import pytest
from hypothesis import settings

from evaluation.evaluate import Evaluation, evaluate_folders
from evaluation.runs import write_trec
from evaluation.systems import DEFAULT, parse_system
from index.build import build
from index.generation import read_generation
from index.refresh import OpenIndex
from index.store import IndexFolder, writing
from kb.files import DATA_FILES
from tests.conftest import ROOT, FakeEncoder, article_text
from tests.evaluation.small import FAMILY, run_of, write_dataset

settings.register_profile("steady", deadline=None)  # a busy machine is no failure
settings.load_profile("steady")


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> IndexFolder:
    """The folder of an index of three articles, one of them with contact with the family."""
    root = tmp_path_factory.mktemp("kb")
    (root / "articles" / "veiligheid").mkdir(parents=True)
    for name in DATA_FILES:
        shutil.copy(ROOT / "kb" / name, root / name)
    texts = {
        "kijkt-weg": article_text("Een leerling kijkt weg", advice=FAMILY),
        "komt-te-laat": article_text("Een leerling komt te laat"),
        "ouder-is-boos": article_text("Een ouder is boos"),
    }
    for slug, text in texts.items():
        (root / "articles" / "veiligheid" / f"{slug}.md").write_text(text, encoding="utf-8")
    folder = IndexFolder(tmp_path_factory.mktemp("data"))
    with writing(folder):
        build(folder, root, encoder=FakeEncoder())
    return folder


@pytest.fixture(scope="session")
def school(store: IndexFolder) -> OpenIndex:
    """The index of the three articles, opened."""
    current = store.current()
    assert current is not None
    return OpenIndex(read_generation(current), FakeEncoder())


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the small dataset."""
    return write_dataset(tmp_path_factory.mktemp("sets") / "klein")


@pytest.fixture(scope="session")
def others(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the run of another program: it wins on one query and loses on another."""
    folder = tmp_path_factory.mktemp("runs")
    ranked = {
        "boos": ["kijkt-weg", "komt-te-laat", "ouder-is-boos"],
        "weg": ["kijkt-weg", "komt-te-laat"],
        "laat": ["kijkt-weg"],
    }
    write_trec(run_of("ander", **ranked), folder / "klein.dev.ander.run")
    return folder


@pytest.fixture(scope="session")
def evaluated(school: OpenIndex, store: IndexFolder, small: Path, others: Path) -> Evaluation:
    """The small dataset measured on the three articles: the three systems, and the run of another program."""
    systems = [parse_system(name) for name in DEFAULT]
    return evaluate_folders([small], systems, own=school, store=store, runs=others)[0]

"""An evaluation whose texts hold every mark that could break a table or a page."""

from dataclasses import replace
from pathlib import Path

import pytest

from evaluation.evaluate import Evaluation, evaluate_folders
from evaluation.labelswap import LabelEffect
from evaluation.runs import write_trec
from evaluation.systems import parse_system
from index.refresh import OpenIndex
from index.store import IndexFolder
from tests.evaluation.small import SITUATIONS, run_of, write_dataset

MARKS = "een kind | zegt <b>niets</b> *meer* `x` [y](http://z.nl) &lt;i&gt; $a$ \\ <script>alert(1)</script>"
NAMED = "klas <i>&|*$1$"


@pytest.fixture(scope="session")
def marks() -> str:
    return MARKS


@pytest.fixture(scope="session")
def odd(tmp_path_factory: pytest.TempPathFactory, school: OpenIndex, store: IndexFolder) -> Evaluation:
    """An evaluation of a dataset with odd texts, kinds, labels and systems; there is enough of everything."""
    root = tmp_path_factory.mktemp("odd")
    situations = [
        {**one, "text": MARKS if one["_id"] in {"gat", "boos"} else one["text"], "kind": NAMED}
        for one in SITUATIONS
    ]
    situations += [
        {"_id": f"meer{number}", "text": f"een leerling is laat {MARKS}", "kind": "gewoon\nnieuw"}
        for number in range(6)
    ]
    folder = write_dataset(root / "set <u>|_a_", situations)
    ranked = {"laat": ["kijkt-weg"], "weg": ["komt-te-laat", "kijkt-weg"]}
    write_trec(run_of("x", **ranked), root / "runs" / f"{folder.name}.dev.<b>|ander.run")
    systems = [parse_system("bm25"), parse_system("hybride")]
    [found] = evaluate_folders([folder], systems, own=school, store=store, runs=root / "runs")
    effects = (
        LabelEffect("Poolse|", 0.9, 0.8, 0.1, ("een {}kind <b>|*",)),
        LabelEffect("ja", 1.0, 1.0, 1.0, ()),
    )
    return replace(found, labels=effects)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "rapport"

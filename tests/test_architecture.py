"""What must stay true of the program as a whole: layers, names, and a light question path."""

import importlib.metadata
import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

OURS = ("kb", "index", "retrieval", "evaluation", "cli")
# Typer itself loads pydantic (since 0.29); that no article is parsed shows in our own modules.
HEAVY = (
    *"torch transformers sentence_transformers onnx spacy sentencepiece yaml markdown_it".split(),
    *"kb.article kb.frontmatter kb.yamltext kb.markdown index.export index.model evaluation".split(),
)
ASK = """
import json, socket, sys

def refuse(*args, **kwargs):
    raise OSError("geen netwerk")

socket.socket.connect = refuse
socket.getaddrinfo = refuse
sys.argv = ["cli.py", *json.loads(sys.argv[1])]
import cli

try:
    cli.app()
except SystemExit as stop:
    code = stop.code
print(json.dumps({"code": code, "modules": sorted(sys.modules)}), file=sys.stderr)
"""


def test_the_contracts_of_the_layers_hold() -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    result = subprocess.run(
        [lint, "--no-cache"], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
    assert result.returncode == 0, result.stdout
    assert "0 broken" in result.stdout


def test_no_installed_distribution_has_one_of_our_names() -> None:
    owners = importlib.metadata.packages_distributions()
    assert {name: set(owners.get(name, ())) - {"handelwijzer"} for name in OURS} == {
        name: set() for name in OURS
    }


@pytest.mark.parametrize("name", OURS)
def test_our_names_are_imported_from_here(name: str) -> None:
    spec = importlib.util.find_spec(name)
    assert spec is not None
    assert spec.origin is not None
    assert Path(spec.origin).is_relative_to(ROOT)


@pytest.mark.parametrize("package", ["kb", "index", "retrieval", "evaluation"])
def test_a_package_file_holds_no_more_than_its_docstring(package: str) -> None:
    for path in (ROOT / package).rglob("__init__.py"):
        assert len(path.read_text(encoding="utf-8").splitlines()) == 1, path


def test_no_situation_of_an_evaluation_set_is_written_in_a_test() -> None:
    written = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("*.py"))
    queries = [
        json.loads(line)["text"]
        for path in (ROOT / "evaluation" / "datasets").rglob("queries.jsonl")
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    assert queries
    assert [text for text in queries if text in written] == []


@pytest.mark.model
@pytest.mark.usefixtures("real_index")
@pytest.mark.parametrize(
    "args",
    [
        ["vraag", "Een leerling kijkt me nooit aan als ik met hem praat"],
        ["vraag", "Een leerling kijkt me nooit aan als ik met hem praat", "--json"],
        ["vraag", "Een leerling kijkt me nooit aan als ik met hem praat", "--markdown"],
        ["vraag", "Een leerling kijkt me nooit aan als ik met hem praat", "--alles", "--uitleg"],
        ["vraag", "Een leerling kijkt me nooit aan als ik met hem praat", "--html", "--met-situatie"],
        ["lees", "geen-oogcontact"],
    ],
    ids=["scherm", "json", "markdown", "alles", "kaart", "lees"],
)
def test_a_question_loads_nothing_heavy_and_needs_no_network(args: list[str]) -> None:
    result = subprocess.run(
        [sys.executable, "-c", ASK, json.dumps(args)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    told = json.loads(result.stderr.splitlines()[-1])
    assert told["code"] == 0
    assert "onnxruntime" in told["modules"]
    assert [name for name in HEAVY if name in told["modules"]] == []


@pytest.mark.model
@pytest.mark.usefixtures("real_index")
@pytest.mark.parametrize("form", [[], ["--json"], ["--alles", "--uitleg"]], ids=["scherm", "json", "alles"])
def test_a_question_leaves_nothing_behind(tmp_path: Path, form: list[str]) -> None:
    index = ROOT / "index" / "data"
    before = {path for path in index.rglob("*") if not path.name.endswith(".lock")}
    folders = {name: str(tmp_path / name) for name in ("HOME", "TMPDIR", "XDG_CACHE_HOME")}
    for folder in folders.values():
        Path(folder).mkdir()
    # A CI variable would by itself keep ONNX Runtime from counting its use.
    plain = {name: value for name, value in os.environ.items() if name not in {"CI", "ORT_DISABLE_TELEMETRY"}}
    result = subprocess.run(
        [sys.executable, str(ROOT / "cli.py"), "vraag", "Een leerling kijkt me nooit aan", *form],
        cwd=tmp_path,
        env={**plain, **folders, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert result.returncode == 0
    assert [path for path in tmp_path.rglob("*") if not path.is_dir()] == []
    assert {path for path in index.rglob("*") if not path.name.endswith(".lock")} == before


def test_help_loads_no_search_engine() -> None:
    result = subprocess.run(
        [sys.executable, "-c", ASK, '["--help"]'],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    modules = json.loads(result.stderr.splitlines()[-1])["modules"]
    assert not {"numpy", "faiss", "tantivy", "onnxruntime", "tokenizers", *HEAVY} & set(modules)

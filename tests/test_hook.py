"""The hook that checks the knowledge base before a commit, in a repository of its own."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import ROOT, article_text

Git = Callable[..., subprocess.CompletedProcess[str]]
pytestmark = pytest.mark.skipif(
    shutil.which("git") is None or sys.platform == "win32", reason="needs git and sh"
)
OTHER_TITLE = "Een ouder huilt"


@pytest.fixture
def git(tmp_path: Path, kb_root: Path, monkeypatch: pytest.MonkeyPatch) -> Git:
    """A repository with the hook on, and the program in its .venv; returns a function that runs git."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)

    def run(*args: str) -> subprocess.CompletedProcess[str]:
        who = ("-c", "user.name=x", "-c", "user.email=x@example.org")
        return subprocess.run(
            ["git", *who, *args], cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False
        )

    run("init", "--quiet")
    run("config", "core.hooksPath", ".githooks")
    shutil.copytree(ROOT / ".githooks", tmp_path / ".githooks")
    program = tmp_path / ".venv" / "bin" / "handelwijzer"
    program.parent.mkdir(parents=True)
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{ROOT / "cli.py"}" "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    (tmp_path / ".gitignore").write_text(".venv/\n", encoding="utf-8")
    _ask_for_no_source(kb_root)
    return run


def _ask_for_no_source(kb_root: Path) -> None:
    """Leave no source that must be cited somewhere, which a few articles cannot do."""
    path = kb_root / "sources.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("geverifieerd: ja", "geverifieerd: nee"), encoding="utf-8")


def commit(git: Git) -> subprocess.CompletedProcess[str]:
    return git("commit", "--quiet", "-m", "x")


def test_a_good_article_is_committed_in_silence(git: Git, put) -> None:
    put("goed")
    git("add", ".")
    done = commit(git)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_an_article_with_a_problem_is_not_committed(git: Git, put) -> None:
    put("stuk", article_text(advice="- Doe. [@boek-9]"))
    git("add", ".")
    done = commit(git)
    assert done.returncode == 1
    assert "kb/articles/veiligheid/stuk.md:22: fout G15" in done.stderr
    assert "git commit --no-verify" in done.stderr
    assert git("rev-parse", "HEAD").returncode != 0


def test_what_is_staged_counts_and_not_what_stands_in_the_folder(git: Git, put) -> None:
    put("een", article_text(advice="- Doe. [@boek-9]"))
    git("add", ".")
    put("een", article_text())
    assert commit(git).returncode == 1
    git("add", ".")
    put("een", article_text(advice="- Doe. [@boek-9]"))
    assert commit(git).returncode == 0


def test_a_warning_counts_too(git: Git, put) -> None:
    put("een")
    put("ander", article_text("een"))
    git("add", ".")
    assert "waarschuwing S09" in commit(git).stderr


def test_a_commit_without_anything_of_the_knowledge_base_is_not_checked(git: Git, put) -> None:
    put("stuk", article_text(advice="- Doe. [@boek-9]"))
    git("add", ".gitignore")
    assert commit(git).returncode == 0


def test_without_the_program_it_is_told_what_to_do(git: Git, put, tmp_path: Path) -> None:
    shutil.rmtree(tmp_path / ".venv")
    put("goed")
    git("add", ".")
    done = commit(git)
    assert done.returncode == 1
    assert ".venv ontbreekt. Draai eerst: make vraag" in done.stderr


def test_making_the_hook_switches_it_on() -> None:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert "\tgit config core.hooksPath .githooks\n" in text.split("\nhook:")[1].split("\n\n")[0]
    assert os.access(ROOT / ".githooks" / "pre-commit", os.X_OK)

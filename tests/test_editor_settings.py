"""The settings for editors: they can be read, and they fit what the program prints and keeps."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from kb.types import Problem
from retrieval.present.problems import problem_lines
from tests.conftest import ROOT

FOLDER = ROOT / ".vscode"
ARTICLE = "articles/veiligheid/x.md"


def settings(name: str) -> Any:
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


TASKS = settings("tasks.json")["tasks"]
CHECKS = [task for task in TASKS if task["args"][1] == "controleer"]


@pytest.mark.parametrize("task", CHECKS, ids=lambda task: task["label"])
@pytest.mark.parametrize(
    ("severity", "line", "shown"),
    [
        ("fout", 7, "error"),
        ("waarschuwing", 7, "warning"),
        ("fout", 0, "warning"),
        ("waarschuwing", 0, "warning"),
    ],
)
def test_each_problem_is_understood_once(task: Any, severity: str, line: int, shown: str) -> None:
    problem = Problem("G10", ARTICLE, line, "Wat: dit.", "Doe dat.", severity=severity)
    first, second, _counts = problem_lines([problem], Path("kb"), files=1)
    found = [match for matcher in task["problemMatcher"] if (match := matched(matcher, first, second))]
    assert found == [
        {
            "file": f"kb/{ARTICLE}",
            "line": str(line) if line else None,
            "code": "G10",
            "message": "Wat: dit.\nDoe dat.",
            "severity": shown,
        }
    ]


def matched(matcher: Any, *lines: str) -> dict[str, str | None] | None:
    """Return what VS Code would read in these lines: of several messages it makes one."""
    found: dict[str, str | None] = {"line": None, "severity": matcher["severity"]}
    for pattern, line in zip(matcher["pattern"], lines, strict=True):
        match = re.match(pattern["regexp"], line)
        if match is None:
            return None
        for name in {"file", "line", "code"} & set(pattern):
            found[name] = match[pattern[name]]
        found["message"] = "\n".join(filter(None, (found.get("message"), match[pattern["message"]])))
    return found


def test_a_problem_without_a_line_is_shown_at_the_file() -> None:
    for task in CHECKS:
        for matcher in task["problemMatcher"]:
            first = matcher["pattern"][0]
            assert ("line" in first) != (first.get("kind") == "file")


def test_tasks_call_commands_that_exist() -> None:
    import cli

    known = {command.name for command in cli.article_app.registered_commands}
    assert {task["args"][1] for task in TASKS} <= known
    assert all(task["args"][0] == "artikel" for task in TASKS)


def test_prose_is_wrapped_and_never_reformatted() -> None:
    markdown = settings("settings.json")["[markdown]"]
    assert markdown["editor.wordWrap"] == "on"
    assert markdown["editor.formatOnSave"] is False


def test_the_schema_that_editors_hold_articles_against_is_there() -> None:
    [path] = re.findall(r'"\./(\S+\.json)"', (ROOT / ".remarkrc.mjs").read_text(encoding="utf-8"))
    # The package that reads it knows this draft, and no later one.
    assert json.loads((ROOT / path).read_text(encoding="utf-8"))["$schema"].endswith("draft-07/schema#")

"""Which knowledge base and which program an answer comes from."""

import re
from importlib.metadata import PackageNotFoundError

import pytest

from index.refresh import OpenIndex
from retrieval.edition import edition_of
from tests.conftest import article_text


def checked_on(day: str) -> str:
    return article_text().replace("gecontroleerd_op: 2026-11-22", f"gecontroleerd_op: {day}")


def test_an_edition_counts_what_can_be_found_and_names_the_newest_check(make_index) -> None:
    withdrawn = checked_on("2026-12-31").replace("status: concept", "status: ingetrokken")
    index = make_index({"a": checked_on("2026-11-02"), "b": checked_on("2026-11-10"), "c": withdrawn})
    edition = edition_of(index.generation)
    assert (edition.articles, edition.checked) == (2, "2026-11-10")


def test_an_edition_names_the_program(small_index: OpenIndex) -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+\S*", edition_of(small_index.generation).program)


def test_a_program_that_was_never_installed_has_no_version(
    small_index: OpenIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(name: str) -> str:
        raise PackageNotFoundError(name)

    monkeypatch.setattr("retrieval.edition.version", missing)
    assert edition_of(small_index.generation).program == "onbekend"


def test_the_same_texts_are_the_same_edition_wherever_they_lie(make_index) -> None:
    one, other, changed = (
        make_index({"a": article_text(title)}) for title in ("Een kind", "Een kind", "Een kind!")
    )
    contents = [edition_of(index.generation).content for index in (one, other, changed)]
    assert contents[0] == contents[1]
    assert contents[0] != contents[2]
    assert re.fullmatch("[0-9a-f]{8}", contents[0])

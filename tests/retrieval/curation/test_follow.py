"""Following a trainer at work: what each save changed, and an index that has it at once."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from index.generation import read_generation
from index.refresh import is_fresh, refresh
from index.store import IndexFolder
from kb.errors import IndexStoreError
from retrieval.curation.follow import Change, Step, follow, look
from tests.conftest import FakeEncoder, article_text

PATH = "articles/veiligheid/kijkt-weg.md"
Edit = Callable[[], object]


@pytest.fixture
def article(small_data: None, put: Callable[..., Path], fake_encoder: FakeEncoder) -> Path:
    """An article that is followed, beside another."""
    put("ouder-is-boos", article_text("Een ouder is boos"))
    return put("kijkt-weg", article_text("Een leerling kijkt weg"))


@pytest.fixture
def after(article: Path, kb_root: Path, tmp_path: Path) -> Callable[..., list[Step]]:
    """Return a function that makes edits, one a save, and returns what is told of them."""

    def made(*edits: Edit) -> list[Step]:
        def saves() -> Iterator[None]:
            for edit in edits:
                edit()
                yield

        start = look(kb_root)
        refresh(IndexFolder(tmp_path / "data"), kb_root)
        return list(follow(IndexFolder(tmp_path / "data"), kb_root, start, saves()))

    return made


@pytest.fixture
def slugs(tmp_path: Path) -> Callable[[], list[str]]:
    """Return a function that gives the slugs in the index."""

    def indexed() -> list[str]:
        current = IndexFolder(tmp_path / "data").current()
        assert current is not None
        return [found.slug for found in read_generation(current).kb.articles]

    return indexed


def edit(path: Path, old: str, new: str) -> Edit:
    def make() -> None:
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    return make


def told(steps: list[Step]) -> list[Any]:
    """Return kind, path and rules of every change."""
    return [
        (
            change.kind,
            change.path,
            tuple(problem.rule for problem in change.problems if problem.rule != "S09"),
        )
        for step in steps
        for change in step.changes
    ]


def test_a_changed_article_is_told_with_its_problems_and_what_was_embedded(after, article, kb_root, tmp_path):
    steps = after(edit(article, "- Meteen oordelen.", "- Snel zijn. [@weg]"))
    [step] = steps
    assert told(steps) == [("gewijzigd", PATH, ("G15",))]
    assert step.changes[0].problems[-1].line == 33
    assert (step.embedded, step.error, step.elsewhere) == (1, "", ())
    assert is_fresh(IndexFolder(tmp_path / "data"), kb_root)


def test_a_mended_article_has_no_problems_left(after, article):
    steps = after(edit(article, "Meteen", "[@weg] Meteen"), edit(article, "[@weg] Meteen", "Meteen"))
    assert told(steps) == [("gewijzigd", PATH, ("G15",)), ("gewijzigd", PATH, ())]


def test_a_save_that_changes_nothing_is_not_told(after, article):
    def again() -> None:
        text = article.read_bytes()
        article.unlink()
        article.write_bytes(text)
        os.utime(article, (1, 1))

    assert after(again, lambda: (article.parent / ".kijkt-weg.md.swp").write_text("rommel")) == []


def test_an_article_that_breaks_and_is_mended_is_told_and_ends_nothing(after, article, slugs):
    whole = article.read_text(encoding="utf-8")
    seen: list[list[str]] = []
    steps = after(
        lambda: article.write_text("kapot", encoding="utf-8"),
        lambda: (seen.append(slugs()), article.write_text(whole, encoding="utf-8")),
    )
    assert told(steps) == [("gewijzigd", PATH, ("S01",)), ("gewijzigd", PATH, ())]
    assert [step.changes[0].left_out for step in steps] == [True, False]
    assert (seen, slugs()) == ([["ouder-is-boos"]], ["kijkt-weg", "ouder-is-boos"])


def test_a_new_article_is_told(after, put, slugs):
    assert told(after(lambda: put("nieuw"))) == [("nieuw", "articles/veiligheid/nieuw.md", ())]
    assert "nieuw" in slugs()


def test_a_removed_article_is_told_and_gone_from_the_index(after, article, slugs):
    assert told(after(article.unlink)) == [("verwijderd", PATH, ())]
    assert slugs() == ["ouder-is-boos"]


def test_a_renamed_article_is_told_with_the_name_it_had(after, article, slugs):
    steps = after(lambda: article.rename(article.with_name("blik-omlaag.md")))
    assert steps[0].changes == (Change("hernoemd", "articles/veiligheid/blik-omlaag.md", before=PATH),)
    assert steps[0].embedded == 0
    assert slugs() == ["blik-omlaag", "ouder-is-boos"]


def test_a_moved_article_is_told_with_the_place_it_had_also_when_it_was_changed(after, article, kb_root):
    def moved() -> None:
        folder = kb_root / "articles" / "religie-en-school"
        folder.mkdir()
        text = article.read_text(encoding="utf-8").replace("thema: veiligheid", "thema: religie-en-school")
        article.rename(folder / article.name)
        (folder / article.name).write_text(text, encoding="utf-8")

    path = "articles/religie-en-school/kijkt-weg.md"
    assert after(moved)[0].changes == (Change("verplaatst", path, before=PATH),)


def test_files_that_cannot_be_read_are_not_taken_for_one_another(after, article, put):
    empty = put("leeg", "")

    def other() -> None:
        empty.unlink()
        put("ook-leeg", "")

    assert [kind for kind, _, _ in told(after(other))] == ["verwijderd", "nieuw"]


def test_a_withdrawn_article_is_told_and_so_is_who_still_mentions_it(after, article, put, slugs):
    put("noemt", article_text("Een kind zwijgt").replace("- Meteen oordelen.", "- Zie kijkt-weg."))
    [step] = after(edit(article, "status: concept", "status: ingetrokken"))
    assert [(change.kind, change.path, change.left_out) for change in step.changes] == [
        ("ingetrokken", PATH, False)
    ]
    assert [(p.rule, p.path, p.line) for p in step.elsewhere] == [("S11", "articles/veiligheid/noemt.md", 33)]
    assert slugs() == ["noemt", "ouder-is-boos"]


def test_what_moved_to_another_line_is_not_told_of_the_articles_beside_it(after, article, put):
    put("net-zo", article_text("Een leerling kijkt weg"))
    [step] = after(edit(article, "\n# Een", "\n\n\n# Een"))
    assert step.elsewhere == ()


def test_a_broken_data_file_is_told_once_until_it_is_mended(after, kb_root):
    sources = kb_root / "sources.yaml"
    whole = sources.read_text(encoding="utf-8")
    steps = after(
        lambda: sources.write_text("vakkennis: [", encoding="utf-8"),
        lambda: None,
        lambda: sources.write_text(whole, encoding="utf-8"),
        lambda: None,
    )
    assert len(steps) == 2
    assert "sources.yaml" in steps[0].error
    assert steps[1] == Step()


def test_a_changed_data_file_is_told_and_so_is_what_it_breaks(after, article, kb_root):
    sources = kb_root / "sources.yaml"
    edit(article, "- Meteen oordelen.", "- Oordelen. [@boek]")()
    with sources.open("a", encoding="utf-8") as file:
        file.write("boek: {auteur: A, titel: T, soort: onderzoek, geverifieerd: ja}\n")
    [step] = after(edit(sources, "boek:", "werk:"))
    assert [(change.kind, change.path) for change in step.changes] == [("gewijzigd", "sources.yaml")]
    assert [problem.rule for problem in step.changes[0].problems] == ["S10"]
    assert [(problem.rule, problem.path) for problem in step.elsewhere] == [("G15", PATH)]


def test_an_index_that_cannot_be_renewed_is_told_and_ends_nothing(after, article, monkeypatch):
    def full(*_: object) -> None:
        raise IndexStoreError("De schijf is vol.", todo="Maak ruimte.")

    def broken() -> None:
        monkeypatch.setattr("retrieval.curation.follow.refresh", full)
        edit(article, "Meteen", "Snel")()

    steps = after(broken, edit(article, "concept", "gepubliceerd"))
    assert [step.error for step in steps] == ["De schijf is vol. Maak ruimte."] * 2
    assert [kind for kind, _, _ in told(steps)] == ["gewijzigd"] * 2


def test_a_folder_of_articles_that_is_gone_is_told_and_ends_nothing(after, kb_root):
    articles = kb_root / "articles"
    steps = after(
        lambda: articles.rename(kb_root / "weg"),
        lambda: (kb_root / "weg").rename(articles),
    )
    assert ["geen map 'articles'" in step.error for step in steps] == [True, False]


def test_only_what_changed_is_read_again(after, article, monkeypatch):
    import kb.library

    seen: list[str] = []
    original = kb.library.parse_article

    def counted(text: str, *, path: str, **more: object) -> object:
        seen.append(path)
        return original(text, path=path, **more)

    def change() -> None:
        monkeypatch.setattr("kb.library.parse_article", counted)
        edit(article, "Meteen", "Snel")()

    after(change)
    assert set(seen) == {PATH}

"""What is stale: every change is seen, and nothing is read that need not be."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from index.freshness import stale_paths, stamp_files
from index.manifest import Manifest
from kb.errors import KnowledgeBaseError
from kb.files import DATA_FILES

ARTICLE = "articles/veiligheid/kijkt-weg.md"
SECOND = 1_000_000_000
LONG_AGO = 1_700_000_000 * SECOND


@pytest.fixture
def article(put: Callable[..., Path]) -> Path:
    return put("kijkt-weg")


def manifest_now(kb_root: Path, built_ns: int | None = None) -> Manifest:
    stamps = stamp_files(kb_root)
    built = time.time_ns() if built_ns is None else built_ns
    return Manifest(str(kb_root), "m", "m", 2, "", built, 0, 0, "", stamps, {}, {})


def set_time(path: Path, ns: int) -> None:
    os.utime(path, ns=(ns, ns))


def replaced(path: Path, old: str, new: str) -> None:
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


@pytest.mark.usefixtures("article")
def test_nothing_is_stale_right_after_reading(kb_root: Path):
    assert stale_paths(manifest_now(kb_root), kb_root) == ()


def test_every_article_and_data_file_has_a_stamp(kb_root: Path, article: Path):
    assert set(stamp_files(kb_root)) == {*DATA_FILES, article.relative_to(kb_root).as_posix()}


def test_a_changed_article_is_stale(kb_root: Path, article: Path):
    manifest = manifest_now(kb_root)
    replaced(article, "rustig", "heel rustig")
    assert stale_paths(manifest, kb_root) == (ARTICLE,)


def test_a_change_that_keeps_size_and_time_is_seen_within_the_racy_window(kb_root: Path, article: Path):
    before = article.stat().st_mtime_ns
    manifest = manifest_now(kb_root, built_ns=before + SECOND)
    replaced(article, "rustig", "kalmer")
    set_time(article, before)
    assert article.stat().st_size == manifest.files[ARTICLE].size
    assert stale_paths(manifest, kb_root) == (ARTICLE,)


def test_a_change_of_the_same_size_is_seen_by_its_time(kb_root: Path, article: Path):
    set_time(article, LONG_AGO)
    manifest = manifest_now(kb_root)
    replaced(article, "rustig", "kalmer")
    assert stale_paths(manifest, kb_root) == (ARTICLE,)


def test_an_older_file_put_back_is_seen(kb_root: Path, article: Path):
    manifest = manifest_now(kb_root)
    replaced(article, "rustig", "kalmer")
    set_time(article, LONG_AGO)
    assert stale_paths(manifest, kb_root) == (ARTICLE,)


def test_a_file_that_was_only_saved_again_is_not_stale(kb_root: Path, article: Path):
    manifest = manifest_now(kb_root)
    set_time(article, time.time_ns() + 5 * SECOND)
    assert stale_paths(manifest, kb_root) == ()


@pytest.mark.usefixtures("article")
def test_old_files_are_not_read(kb_root: Path, monkeypatch: pytest.MonkeyPatch):
    for path in kb_root.rglob("*.*"):
        set_time(path, LONG_AGO)
    manifest = manifest_now(kb_root)

    def refuse(path: Path) -> bytes:
        raise AssertionError(f"{path} was read")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert stale_paths(manifest, kb_root) == ()


def test_added_removed_and_renamed_articles_are_stale(kb_root: Path, article: Path, put: Callable[..., Path]):
    put("blijft")
    manifest = manifest_now(kb_root)
    article.rename(article.with_name("kijkt-om.md"))
    put("nieuw")
    assert stale_paths(manifest, kb_root) == (
        "articles/veiligheid/kijkt-om.md",
        ARTICLE,
        "articles/veiligheid/nieuw.md",
    )


@pytest.mark.usefixtures("article")
@pytest.mark.parametrize("name", DATA_FILES)
def test_a_changed_or_removed_data_file_is_stale(kb_root: Path, name: str):
    manifest = manifest_now(kb_root)
    with (kb_root / name).open("a", encoding="utf-8") as stream:
        stream.write("# iets\n")
    assert stale_paths(manifest, kb_root) == (name,)
    (kb_root / name).unlink()
    assert stale_paths(manifest, kb_root) == (name,)


@pytest.mark.usefixtures("article")
def test_what_cannot_be_read_does_not_stay_stale_for_ever(kb_root: Path, tmp_path: Path):
    (tmp_path / "elders").mkdir()
    (kb_root / "articles" / "gelinkt").symlink_to(tmp_path / "elders")
    (kb_root / "articles" / "dood.md").symlink_to(tmp_path / "weg.md")
    assert stale_paths(manifest_now(kb_root), kb_root) == ()


@pytest.mark.usefixtures("article")
def test_a_dead_link_that_comes_alive_is_stale(kb_root: Path, tmp_path: Path):
    (kb_root / "articles" / "dood.md").symlink_to(tmp_path / "weg.md")
    manifest = manifest_now(kb_root)
    (tmp_path / "weg.md").write_text("er is weer iets", encoding="utf-8")
    assert stale_paths(manifest, kb_root) == ("articles/dood.md",)


@pytest.mark.usefixtures("article")
def test_what_never_ends_is_not_read(kb_root: Path):
    os.mkfifo(kb_root / "articles" / "pijp.md")
    (kb_root / "articles" / "nullen.md").symlink_to("/dev/zero")
    assert stale_paths(manifest_now(kb_root), kb_root) == ()


@pytest.mark.usefixtures("article")
def test_of_a_data_file_of_any_size_every_letter_counts(kb_root: Path):
    sources = kb_root / "sources.yaml"
    sources.write_text("#" * 300_000, encoding="utf-8")
    manifest = manifest_now(kb_root)
    sources.write_text("#" * 299_999 + "!", encoding="utf-8")
    assert stale_paths(manifest, kb_root) == ("sources.yaml",)


def test_a_knowledge_base_without_articles_folder_is_a_dutch_error(tmp_path: Path):
    with pytest.raises(KnowledgeBaseError, match="geen map 'articles'") as caught:
        stamp_files(tmp_path)
    assert "--kb" in caught.value.todo

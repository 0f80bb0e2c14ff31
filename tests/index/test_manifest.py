"""The manifest: read as written, refused when it is something else."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from index.manifest import (
    FORMAT,
    NAME,
    FileStamp,
    Manifest,
    checksums,
    content_id,
    damaged_files,
    read_manifest,
    write_manifest,
)
from kb.errors import IndexStoreError

MANIFEST = Manifest(
    kb_root="/kennis/bank",
    model_id="fake",
    model_name="woorden",
    dimensions=64,
    built_at="2026-11-22T01:02:03",
    built_ns=1_795_000_000_000_000_000,
    articles=1,
    passages=2,
    reference_hash="abc",
    files={"articles/één/kijkt-weg.md": FileStamp(12, 1_795_000_000_123_456_789, "def")},
    checksums={},
    versions={"numpy": "2"},
)


def test_a_manifest_comes_back_as_it_was(tmp_path: Path):
    write_manifest(tmp_path, MANIFEST)
    assert read_manifest(tmp_path) == MANIFEST


def test_a_file_name_outside_utf_8_comes_back_as_it_was(tmp_path: Path):
    odd = replace(MANIFEST, files={"articles/caf\udce9.md": FileStamp(1, 2, "x")})
    write_manifest(tmp_path, odd)
    assert read_manifest(tmp_path) == odd


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\x00\xfe",
        b"{}",
        b"[]",
        b"null",
        b"7",
        f'{{"format": {FORMAT}}}'.encode(),
        f'{{"format": {FORMAT}, "files": []}}'.encode(),
    ],
)
def test_something_else_is_a_damaged_index(tmp_path: Path, content: bytes):
    (tmp_path / NAME).write_bytes(content)
    with pytest.raises(IndexStoreError, match="beschadigd of onvolledig") as caught:
        read_manifest(tmp_path)
    assert "index bouw" in caught.value.todo


def test_a_missing_manifest_is_a_damaged_index(tmp_path: Path):
    with pytest.raises(IndexStoreError, match="onvolledig"):
        read_manifest(tmp_path)


def test_half_a_manifest_is_a_damaged_index(tmp_path: Path):
    write_manifest(tmp_path, MANIFEST)
    text = (tmp_path / NAME).read_text(encoding="utf-8")
    (tmp_path / NAME).write_text(text[: len(text) // 2], encoding="utf-8")
    with pytest.raises(IndexStoreError, match="onvolledig"):
        read_manifest(tmp_path)


@pytest.mark.parametrize("other", [{}, {"nieuw_veld": 1, "files": "iets anders"}])
def test_another_format_is_told_apart_from_damage(tmp_path: Path, other: dict[str, object]):
    write_manifest(tmp_path, MANIFEST)
    data = json.loads((tmp_path / NAME).read_text(encoding="utf-8"))
    (tmp_path / NAME).write_text(json.dumps({**data, "format": FORMAT + 1, **other}), encoding="utf-8")
    with pytest.raises(IndexStoreError, match="andere versie"):
        read_manifest(tmp_path)


def test_changed_and_missing_files_are_named_and_sound_ones_not(tmp_path: Path):
    (tmp_path / "lexical").mkdir()
    for name in ("kb.json", "passages.json", "lexical/meta.json"):
        (tmp_path / name).write_text(name, encoding="utf-8")
    whole = replace(MANIFEST, checksums=checksums(tmp_path))
    (tmp_path / "lexical" / "meta.json").write_text("anders", encoding="utf-8")
    (tmp_path / "passages.json").unlink()
    assert damaged_files(tmp_path, whole) == ("lexical/meta.json", "passages.json")


def test_lock_files_and_the_manifest_have_no_checksum(tmp_path: Path):
    (tmp_path / ".tantivy-meta.lock").touch()
    write_manifest(tmp_path, MANIFEST)
    assert checksums(tmp_path) == {}


def test_the_name_of_the_content_follows_paths_and_texts_alone():
    def named(**files: str) -> str:
        stamps = {path: FileStamp(1, 2, content) for path, content in files.items()}
        return content_id(replace(MANIFEST, files=stamps))

    assert named(a="x", b="y") == named(b="y", a="x")
    assert len({named(a="x"), named(b="x"), named(a="y"), named(a="x", b="x"), named(a="x b", c="x")}) == 5
    assert content_id(replace(MANIFEST, built_at="later", kb_root="/elders")) == content_id(MANIFEST)


def test_a_file_name_that_has_no_place_in_utf8_is_counted_too():
    odd = replace(MANIFEST, files={"articles/\udcff.md": FileStamp(1, 2, "x")})
    assert content_id(odd) != content_id(replace(MANIFEST, files={}))

"""The index on disk: whole switches, one writer, and tidying that never takes what is in use."""

import errno
import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from index.manifest import Manifest, write_manifest
from index.store import IndexFolder, new_generation, tidy, writing
from kb.errors import IndexStoreError
from tests.index.building import litter, second_process, told


@pytest.fixture
def folder(tmp_path: Path) -> IndexFolder:
    return IndexFolder(tmp_path / "data")


def made(folder: IndexFolder, *, model: str = "fake") -> Path:
    """Make a generation that holds nothing but a manifest."""
    with writing(folder), new_generation(folder) as beside:
        write_manifest(beside, Manifest("kb", model, "m", 2, "2026-11-22T00:00:00", 0, 0, 0, "", {}, {}, {}))
    current = folder.current()
    assert current is not None
    return current


def break_off(folder: IndexFolder, error: BaseException) -> None:
    with writing(folder), new_generation(folder) as beside:
        (beside / "half").touch()
        raise error


def test_a_new_folder_has_nothing_in_use(folder: IndexFolder):
    assert (folder.current(), folder.chosen_model(), folder.has_generations()) == (None, None, False)


def test_a_finished_generation_is_in_use(folder: IndexFolder):
    current = made(folder)
    assert current.is_dir()
    assert folder.has_generations()
    assert litter(folder) == []


@pytest.mark.parametrize("content", [b"", b"\n", b"\xff\xfe", b"../../elders", b"a\x00b", b"/etc"])
def test_a_garbled_name_points_nowhere(folder: IndexFolder, content: bytes):
    made(folder)
    (folder.root / "current").write_bytes(content)
    assert folder.current() is None


def test_the_chosen_model_is_remembered(folder: IndexFolder):
    folder.choose_model("een")
    folder.choose_model("twee")
    assert folder.chosen_model() == "twee"


@pytest.mark.parametrize("error", [ValueError("stuk"), KeyboardInterrupt()])
def test_half_a_build_changes_nothing_and_leaves_nothing(folder: IndexFolder, error: BaseException):
    current = made(folder)
    with pytest.raises(type(error)):
        break_off(folder, error)
    assert folder.current() == current
    assert sorted(path.name for path in folder.generations.iterdir()) == [current.name]
    assert litter(folder) == []


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (errno.ENOSPC, "de schijf is vol"),
        (errno.EACCES, "geen schrijfrecht"),
        (errno.EIO, f"systeemfout {errno.EIO}"),
    ],
)
def test_a_failing_disk_is_told_in_dutch(folder: IndexFolder, code: int, reason: str):
    current = made(folder)
    with pytest.raises(IndexStoreError) as caught, writing(folder), new_generation(folder):
        raise OSError(code, os.strerror(code))
    assert caught.value.what == f"De index kan niet worden geschreven ({reason})."
    assert (caught.value.where, "--index" in caught.value.todo) == (str(folder.root), True)
    assert folder.current() == current


def test_a_disk_that_is_full_at_the_switch_leaves_the_old_one(
    folder: IndexFolder, monkeypatch: pytest.MonkeyPatch
):
    current = made(folder)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", full)
        with pytest.raises(IndexStoreError, match="de schijf is vol"):
            made(folder)
    assert folder.current() == current
    assert sorted(path.name for path in folder.generations.iterdir()) == [current.name]
    assert litter(folder) == []


def test_the_generation_before_stays_and_older_ones_go(folder: IndexFolder):
    names = [made(folder).name for _ in range(4)]
    assert sorted(path.name for path in folder.generations.iterdir()) == names[2:]


def test_a_name_is_not_used_again_while_it_stands(folder: IndexFolder):
    first = made(folder)
    (folder.root / "current").unlink()
    assert made(folder) != first


def test_whoever_may_see_the_folder_may_see_a_generation(folder: IndexFolder):
    assert made(folder).stat().st_mode == folder.generations.stat().st_mode


def test_a_second_writer_waits_for_the_first(folder: IndexFolder):
    order: list[str] = []

    def second() -> None:
        with writing(folder):
            order.append("second")

    with writing(folder):
        other = threading.Thread(target=second)
        other.start()
        other.join(timeout=0.3)
        order.append("first")
    other.join(timeout=10)
    assert order == ["first", "second"]


def test_a_writer_that_waits_too_long_says_so_in_dutch(
    folder: IndexFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("index.store._LOCK_SECONDS", 0.1)
    other = second_process("hold", folder, tmp_path)
    assert other.stdout is not None
    assert other.stdout.readline() == "bezet\n"
    with pytest.raises(IndexStoreError, match="ander venster bouwt al") as caught, writing(folder):
        pass
    assert "Wacht" in caught.value.todo
    told(other)
    with writing(folder):
        pass


def test_the_lock_of_a_process_that_was_killed_does_not_hold(folder: IndexFolder, tmp_path: Path):
    other = second_process("hold", folder, tmp_path)
    assert other.stdout is not None
    other.stdout.readline()
    other.kill()
    other.communicate(timeout=10)
    with writing(folder):
        assert (folder.root / "lock").exists()


def test_a_file_in_the_place_of_the_folder_is_a_dutch_error(tmp_path: Path):
    (tmp_path / "data").write_text("geen map", encoding="utf-8")
    with (
        pytest.raises(IndexStoreError, match="niet geschreven worden") as caught,
        writing(IndexFolder(tmp_path / "data")),
    ):
        pass
    assert "--index" in caught.value.todo


def fill(place: Path, size: int = 1000) -> Path:
    place.mkdir(parents=True)
    (place / "inhoud").write_bytes(b"x" * size)
    return place


def test_tidying_removes_the_old_the_half_and_the_unused(folder: IndexFolder):
    made(folder)
    current = made(folder)
    kept = [fill(folder.models / name) for name in ("fake", "gekozen")]
    fill(folder.models / "oud", 500)
    fill(folder.models / ".half-omgezet")
    fill(folder.generations / ".bouw-afgebroken")
    folder.choose_model("gekozen")
    with writing(folder):
        removed = dict(tidy(folder))
    assert set(removed) == {
        "generations/.bouw-afgebroken",
        "generations/000001",
        "models/.half-omgezet",
        "models/oud",
    }
    assert removed["models/oud"] == 500
    assert sorted(path for path in folder.models.iterdir()) == kept
    assert list(folder.generations.iterdir()) == [current]


def test_tidying_twice_finds_nothing_more(folder: IndexFolder):
    made(folder)
    made(folder)
    with writing(folder):
        assert tidy(folder)
        assert tidy(folder) == ()


def test_tidying_an_empty_folder_finds_nothing(folder: IndexFolder):
    with writing(folder):
        assert tidy(folder) == ()


def test_tidying_leaves_everything_when_the_index_in_use_cannot_be_read(folder: IndexFolder):
    (made(folder) / "manifest.json").write_text("stuk", encoding="utf-8")
    model = fill(folder.models / "fake")
    with pytest.raises(IndexStoreError, match="beschadigd"), writing(folder):
        tidy(folder)
    assert model.is_dir()


def test_a_switch_is_seen_whole_by_readers(folder: IndexFolder):
    made(folder)
    wrong: list[Path | None] = []
    done = threading.Event()

    def read(look: Callable[[], Path | None] = folder.current) -> None:
        while not done.is_set():
            current = look()
            if current is None:
                wrong.append(current)

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for _ in range(20):
        made(folder)
    done.set()
    for reader in readers:
        reader.join(timeout=10)
    assert wrong == []

"""Opening for a question: built, mended or renewed when needed, and nothing touched when not."""

import os
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from index.build import BuildReport
from index.encoder import open_encoder
from index.export import packaged_id
from index.generation import Generation, read_generation
from index.manifest import FORMAT
from index.refresh import OpenIndex, ensure_encoder, is_fresh, model_present, open_index, refresh
from index.store import IndexFolder
from kb.errors import KnowledgeBaseError, ModelError
from tests.conftest import FakeEncoder, article_text
from tests.index.building import (
    DAMAGE,
    built,
    embedded_by,
    litter,
    overwrite,
    same_content,
    second_process,
    titles,
    told,
    tree,
)

TITLES = ["Een leerling kijkt weg", "Een leerling komt te laat", "Een ouder is boos"]
TEXTS = ("leerling kijkt weg", "boze ouder")


@pytest.fixture
def folder(small_index: OpenIndex, tmp_path: Path) -> IndexFolder:
    """The folder of an index of three articles, up to date."""
    return IndexFolder(tmp_path / "data")


@pytest.fixture
def article(folder: IndexFolder, kb_root: Path) -> Path:
    """An article that stands in the index."""
    return kb_root / "articles" / "veiligheid" / "kijkt-weg.md"


def replaced(path: Path, old: str, new: str) -> None:
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def opened(folder: IndexFolder, kb_root: Path) -> tuple[OpenIndex, list[str]]:
    notices: list[str] = []
    return open_index(folder, kb_root, notify=notices.append), notices


def test_a_first_question_builds_the_index(
    kb_root: Path, put: Callable[..., Path], fake_encoder: FakeEncoder, tmp_path: Path
):
    put("een", article_text("Eén"))
    index, notices = opened(IndexFolder(tmp_path / "nieuw" / "data"), kb_root)
    assert (titles(index), notices) == (["Eén"], [])


def test_a_fresh_index_is_opened_without_embedding_or_writing(
    folder: IndexFolder, kb_root: Path, fake_encoder: FakeEncoder, monkeypatch: pytest.MonkeyPatch
):
    embedded = embedded_by(fake_encoder, monkeypatch)
    before = tree(folder.root), tree(kb_root)
    index, notices = opened(folder, kb_root)
    assert (titles(index), notices, embedded) == (TITLES, [], [])
    assert (tree(folder.root), tree(kb_root)) == before


def test_a_changed_article_takes_effect_at_once_and_in_silence(
    folder: IndexFolder, kb_root: Path, article: Path
):
    replaced(article, "Een leerling kijkt weg", "Een kind kijkt naar de grond")
    index, notices = opened(folder, kb_root)
    assert (titles(index)[0], notices) == ("Een kind kijkt naar de grond", [])


def test_a_change_of_the_same_size_and_time_right_after_the_build_takes_effect(
    folder: IndexFolder, kb_root: Path, article: Path
):
    before = article.stat()
    replaced(article, "kijkt weg", "knikt wel")
    os.utime(article, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert article.stat().st_size == before.st_size
    assert titles(opened(folder, kb_root)[0])[0] == "Een leerling knikt wel"


def test_an_added_article_takes_effect(folder: IndexFolder, kb_root: Path, put: Callable[..., Path]):
    put("nieuw", article_text("Iets nieuws"))
    assert titles(opened(folder, kb_root)[0]) == [*TITLES[:2], "Iets nieuws", TITLES[2]]


def test_a_removed_article_takes_effect(folder: IndexFolder, kb_root: Path, article: Path):
    article.unlink()
    assert titles(opened(folder, kb_root)[0]) == TITLES[1:]


def test_a_renamed_article_takes_effect(folder: IndexFolder, kb_root: Path, article: Path):
    article.rename(article.with_name("zo-heet-het-nu.md"))
    kb = opened(folder, kb_root)[0].generation.kb
    assert [found.slug for found in kb.articles] == ["komt-te-laat", "ouder-is-boos", "zo-heet-het-nu"]


def test_a_withdrawn_article_takes_effect(folder: IndexFolder, kb_root: Path, article: Path):
    replaced(article, "status: concept", "status: ingetrokken")
    assert titles(opened(folder, kb_root)[0]) == TITLES[1:]


def test_a_changed_helpline_takes_effect(folder: IndexFolder, kb_root: Path):
    lines = kb_root / "helplines.yaml"
    lines.write_text("nieuw: {naam: Nieuwe lijn, waarvoor: alles}\n", encoding="utf-8")
    assert list(opened(folder, kb_root)[0].generation.kb.helplines) == ["nieuw"]


def test_what_is_opened_after_changes_is_what_a_full_build_gives(
    folder: IndexFolder, kb_root: Path, article: Path, put: Callable[..., Path], tmp_path: Path
):
    article.unlink()
    put("nieuw", article_text("Iets nieuws"))
    index, _ = opened(folder, kb_root)
    whole, _ = opened(IndexFolder(tmp_path / "heel"), kb_root)
    assert same_content(index.generation, whole.generation, texts=TEXTS)


@pytest.mark.parametrize(
    ("name", "damage"),
    [
        ("manifest.json", "emptied"),
        ("manifest.json", "cut in half"),
        ("manifest.json", "gone"),
        ("kb.json", "one bit changed"),
        ("passages.json", "cut in half"),
        ("vectors.faiss", "one bit changed"),
        ("centre.npy", "emptied"),
        ("lexical/meta.json", "overwritten"),
        ("lexical/*.idx", "one bit changed"),
        ("lexical/*.term", "gone"),
    ],
)
def test_damage_is_told_once_and_mended(
    folder: IndexFolder, kb_root: Path, small_index: OpenIndex, name: str, damage: str
):
    DAMAGE[damage](next(small_index.generation.folder.glob(name)))
    index, notices = opened(folder, kb_root)
    assert len(notices) == 1
    assert "beschadigd" in notices[0]
    assert "opnieuw gebouwd" in notices[0]
    assert same_content(index.generation, small_index.generation, texts=TEXTS)
    assert opened(folder, kb_root)[1] == []


@pytest.mark.parametrize("content", [None, b"", b"\xff\x00", b"../../elders", b"000099"])
def test_an_unreadable_name_of_the_generation_is_told_and_mended(
    folder: IndexFolder, kb_root: Path, content: bytes | None
):
    (folder.root / "current").unlink()
    if content is not None:
        (folder.root / "current").write_bytes(content)
    index, notices = opened(folder, kb_root)
    assert titles(index) == TITLES
    assert len(notices) == 1
    assert "opnieuw gebouwd" in notices[0]
    assert opened(folder, kb_root)[1] == []


def test_an_index_of_another_version_is_told_and_rebuilt(
    folder: IndexFolder, kb_root: Path, small_index: OpenIndex
):
    manifest = small_index.generation.folder / "manifest.json"
    replaced(manifest, f'"format": {FORMAT}', f'"format": {FORMAT + 1}')
    index, notices = opened(folder, kb_root)
    assert titles(index) == TITLES
    assert len(notices) == 1
    assert "andere versie" in notices[0]


def test_another_knowledge_base_is_built_in_its_place(
    folder: IndexFolder, kb_root: Path, fake_encoder: FakeEncoder, monkeypatch: pytest.MonkeyPatch
):
    other = Path(shutil.copytree(kb_root, kb_root.with_name("andere")))
    (other / "articles" / "veiligheid" / "kijkt-weg.md").unlink()
    embedded = embedded_by(fake_encoder, monkeypatch)
    index, _ = opened(folder, other)
    assert titles(index) == TITLES[1:]
    assert index.generation.manifest.kb_root == str(other)
    assert embedded == []


@pytest.mark.parametrize("left", ["nothing", "broken"])
def test_without_articles_there_is_a_clear_error_and_the_old_index_stays(
    folder: IndexFolder, kb_root: Path, left: str
):
    before = folder.current()
    for path in (kb_root / "articles").rglob("*.md"):
        if left == "nothing":
            path.unlink()
        else:
            path.write_text("kapot", encoding="utf-8")
    with pytest.raises(KnowledgeBaseError, match="geen enkel bruikbaar artikel"):
        open_index(folder, kb_root)
    assert folder.current() == before
    assert litter(folder) == []


@pytest.mark.usefixtures("article")
def test_a_broken_data_file_is_a_clear_error_and_the_old_index_stays(folder: IndexFolder, kb_root: Path):
    before = folder.current()
    (kb_root / "routes.yaml").write_text("eer-dwang: [", encoding="utf-8")
    with pytest.raises(KnowledgeBaseError, match="YAML"):
        open_index(folder, kb_root)
    assert folder.current() == before


def test_another_chosen_model_is_used_from_the_next_question(
    folder: IndexFolder, kb_root: Path, monkeypatch: pytest.MonkeyPatch
):
    other = FakeEncoder(model_id="ander", dimensions=32)
    monkeypatch.setattr("index.refresh.open_encoder", lambda _folder: other)
    folder.choose_model("ander")
    index, _ = opened(folder, kb_root)
    assert (index.encoder, index.generation.manifest.model_id) == (other, "ander")


def test_a_damaged_model_is_told_and_made_again(
    folder: IndexFolder, kb_root: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("index.refresh.open_encoder", open_encoder)
    index, notices = opened(folder, kb_root)
    assert titles(index) == TITLES
    assert len(notices) == 1
    assert "opnieuw gemaakt" in notices[0]


def test_while_another_window_builds_too_long_the_old_index_answers_and_says_so(
    folder: IndexFolder, kb_root: Path, article: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("index.store._LOCK_SECONDS", 0.05)
    article.unlink()
    other = second_process("hold", folder, kb_root)
    assert other.stdout is not None
    other.stdout.readline()
    index, notices = opened(folder, kb_root)
    told(other)
    assert titles(index) == TITLES
    assert len(notices) == 1
    assert index.generation.manifest.built_at in notices[0]
    assert "Een ander venster bouwt al" in notices[0]


def test_two_first_questions_at_once_build_once(
    kb_root: Path,
    put: Callable[..., Path],
    fake_encoder: FakeEncoder,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):
    put("een", article_text("Eén"))
    embedded = embedded_by(fake_encoder, monkeypatch)
    folder = IndexFolder(tmp_path / "data")
    answers: list[OpenIndex] = []
    both = [threading.Thread(target=lambda: answers.append(open_index(folder, kb_root))) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join(timeout=30)
    assert [len(index.generation.passages) for index in answers] == [len(embedded)] * 2
    assert [path.name for path in folder.generations.iterdir()] == ["000001"]


def test_an_index_that_is_replaced_while_it_is_opened_is_opened_anew_in_silence(
    folder: IndexFolder, kb_root: Path, fake_encoder: FakeEncoder, monkeypatch: pytest.MonkeyPatch
):
    looked_at: list[Path] = []

    def slow(place: Path) -> Generation:
        looked_at.append(place)
        if len(looked_at) == 1:
            for _ in range(2):
                built(folder, kb_root, fake_encoder)
        return read_generation(place)

    monkeypatch.setattr("index.refresh.read_generation", slow)
    monkeypatch.setattr("index.refresh.writing", None)  # this asker may not write, so cannot build
    index, notices = opened(folder, kb_root)
    assert (titles(index), notices) == (TITLES, [])
    assert [path.name for path in looked_at] == ["000001", "000003"]


def test_questions_during_builds_of_another_process_see_one_whole_index(
    folder: IndexFolder, kb_root: Path, article: Path
):
    other = second_process("edit-and-build", folder, kb_root)
    seen: set[str] = set()
    wrong: list[str] = []

    def ask() -> None:
        while other.poll() is None:
            index, notices = opened(folder, kb_root)
            wrong.extend(notices)
            kb, passages = index.generation.kb, index.generation.passages
            title = kb.articles[0].title
            seen.add(title)
            mine = [p.text for p in passages if p.owner == "kijkt-weg" and p.kind != "situatie"]
            wrong.extend(text for text in mine if not text.startswith(title))
            stored = index.generation.vectors.vectors()[index.generation.first_row("kijkt-weg")]
            if not np.allclose(stored, index.encoder.encode_passages([title])[0], atol=1e-6):
                wrong.append(f"vector of {title}")

    readers = [threading.Thread(target=ask) for _ in range(2)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join(timeout=60)
    assert told(other) == {"builds": 6}
    assert wrong == []
    assert seen <= {"Een leerling kijkt weg", "Een leerling draait zich om"}
    assert litter(folder) == []


@pytest.fixture
def shared() -> Iterator[Path]:
    """A folder that every user of the machine may enter, unlike those of pytest."""
    room = Path(tempfile.mkdtemp(prefix="handelwijzer-"))
    room.chmod(0o755)
    yield room
    for path in [room, *room.rglob("*")]:
        if path.is_dir():
            path.chmod(0o755)
    shutil.rmtree(room)


def read_only(root: Path) -> None:
    for path in [root, *root.rglob("*")]:
        path.chmod(0o555 if path.is_dir() else 0o444)


@pytest.fixture
def closed(
    shared: Path, kb_root: Path, small_index: OpenIndex, fake_encoder: FakeEncoder
) -> tuple[IndexFolder, Path]:
    """A knowledge base and its index in which nothing can be written, for a process that is not root."""
    kb = Path(shutil.copytree(kb_root, shared / "kb"))
    folder = IndexFolder(shared / "data")
    open_index(folder, kb)
    return folder, kb


def test_another_user_asks_a_fresh_read_only_index(closed: tuple[IndexFolder, Path], small_index: OpenIndex):
    folder, kb_root = closed
    modes = {path.name: path.stat().st_mode & 0o777 for path in folder.root.rglob("*") if path.is_file()}
    assert all(mode & 0o044 for mode in modes.values()), modes
    read_only(folder.root)
    before = tree(folder.root)
    answer = told(second_process("open", folder, kb_root, "--andere"))
    assert (answer["error"], answer["notices"], answer["titles"]) == (None, [], TITLES)
    expected = small_index.generation.lexical.scores("leerling komt te laat in de klas")
    assert answer["lexical"] == expected.tolist()
    assert tree(folder.root) == before


def test_a_stale_read_only_index_answers_and_says_that_it_is_old(closed: tuple[IndexFolder, Path]):
    folder, kb_root = closed
    (kb_root / "articles" / "veiligheid" / "kijkt-weg.md").unlink()
    read_only(folder.root)
    answer = told(second_process("open", folder, kb_root, "--andere"))
    assert (answer["error"], answer["titles"]) == (None, TITLES)
    assert len(answer["notices"]) == 1
    for words in ("Let op: de index is van", "kan niet worden bijgewerkt", "--index"):
        assert words in answer["notices"][0]


def test_a_missing_index_in_a_read_only_folder_is_an_error_that_names_the_way_out(
    closed: tuple[IndexFolder, Path], shared: Path
):
    _, kb_root = closed
    empty = IndexFolder(shared / "leeg" / "data")
    empty.root.parent.mkdir()
    read_only(empty.root.parent)
    answer = told(second_process("open", empty, kb_root, "--andere"))
    assert "niet geschreven worden" in answer["error"]
    assert "--index MAP" in answer["error"]


def test_a_damaged_read_only_index_is_an_error_that_names_the_way_out(closed: tuple[IndexFolder, Path]):
    folder, kb_root = closed
    current = folder.current()
    assert current is not None
    overwrite(current / "kb.json", b"{}")
    read_only(folder.root)
    answer = told(second_process("open", folder, kb_root, "--andere"))
    assert "--index MAP" in answer["error"]
    assert "beschadigd" in answer["notices"][0]


def test_an_index_folder_that_may_not_be_entered_is_an_error_that_names_the_way_out(
    closed: tuple[IndexFolder, Path],
):
    folder, kb_root = closed
    folder.generations.chmod(0o700 if os.geteuid() == 0 else 0o000)
    folder.root.chmod(0o555)
    answer = told(second_process("open", folder, kb_root, "--andere"))
    assert "--index MAP" in answer["error"]


def test_a_data_file_that_may_not_be_read_is_an_error_that_names_it(
    closed: tuple[IndexFolder, Path], shared: Path
):
    _, kb_root = closed
    (kb_root / "sources.yaml").chmod(0o600 if os.geteuid() == 0 else 0o000)
    (shared / "open").mkdir()
    (shared / "open").chmod(0o777)
    answer = told(second_process("open", IndexFolder(shared / "open"), kb_root, "--andere"))
    assert "sources.yaml: Het bestand kan niet gelezen worden." in answer["error"]


def test_bringing_a_fresh_index_up_to_date_does_nothing(folder: IndexFolder, kb_root: Path):
    before = tree(folder.root)
    assert refresh(folder, kb_root) is None
    assert tree(folder.root) == before


def test_a_forced_build_embeds_everything(folder: IndexFolder, kb_root: Path):
    report = refresh(folder, kb_root, full=True)
    assert isinstance(report, BuildReport)
    assert report.embedded == report.passages


def test_bringing_up_to_date_embeds_what_changed(folder: IndexFolder, kb_root: Path, article: Path):
    replaced(article, "Ga naast de leerling zitten.", "Ga ernaast zitten.")
    report = refresh(folder, kb_root)
    assert report is not None
    assert report.embedded == 1
    assert is_fresh(folder, kb_root)


def test_a_damaged_index_is_not_fresh(folder: IndexFolder, kb_root: Path, small_index: OpenIndex):
    overwrite(small_index.generation.folder / "passages.json", b"[]")
    assert not is_fresh(folder, kb_root)
    assert refresh(folder, kb_root) is not None
    assert is_fresh(folder, kb_root)


def test_an_index_without_its_model_is_not_fresh(
    folder: IndexFolder, kb_root: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("index.refresh.model_present", model_present)
    assert not is_fresh(folder, kb_root)


def test_half_a_model_is_not_present(tmp_path: Path):
    folder = IndexFolder(tmp_path)
    (folder.models / "half").mkdir(parents=True)
    assert not model_present(folder, "half")


@pytest.mark.parametrize("chosen", ["eigen-model", None])
def test_the_packaged_model_does_not_take_the_place_of_one_that_is_gone(
    folder: IndexFolder, monkeypatch: pytest.MonkeyPatch, chosen: str | None
):
    monkeypatch.setattr("index.refresh.open_encoder", open_encoder)
    if chosen is not None:
        folder.choose_model(chosen)
    with pytest.raises(ModelError):
        ensure_encoder(folder)


def test_without_any_choice_the_packaged_model_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    made: list[str | None] = []
    monkeypatch.setattr(
        "index.refresh.add_model", lambda _folder, source, **_: made.append(source) or FakeEncoder()
    )
    ensure_encoder(IndexFolder(tmp_path / "leeg"))
    folder = IndexFolder(tmp_path / "gekozen")
    folder.choose_model(packaged_id())
    ensure_encoder(folder)
    assert made == [None, None]

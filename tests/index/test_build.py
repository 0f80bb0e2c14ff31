"""Building: the same each time, only what is new is embedded, and a failure changes nothing."""

import errno
import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.generation import CENTRE_FILE, KB_FILE, PASSAGES_FILE, VECTORS_FILE, Generation, read_generation
from index.store import IndexFolder
from index.vectors import write_vectors
from kb.errors import IndexStoreError, KnowledgeBaseError, ModelError
from kb.files import DATA_FILES
from tests.conftest import ROOT, FakeEncoder, article_text
from tests.index.building import built, embedded_by, litter, same_content, second_process, told

TEXTS = ("Een leerling kijkt weg", "ouder is boos", "vraag het rustig", "meisje bang om te trouwen")


@pytest.fixture
def folder(tmp_path: Path) -> IndexFolder:
    return IndexFolder(tmp_path / "data")


@pytest.fixture
def articles(put: Callable[..., Path]) -> list[Path]:
    return [
        put("kijkt-weg", article_text("Een leerling kijkt weg")),
        put("komt-te-laat", article_text("Een leerling komt te laat")),
        put("ouder-is-boos", article_text("Een ouder is boos")),
    ]


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths of the articles that are read from here on."""
    import kb.library

    seen: list[str] = []
    original = kb.library.parse_article

    def counted(text: str, *, path: str, **more: object) -> object:
        seen.append(path)
        return original(text, path=path, **more)

    monkeypatch.setattr("kb.library.parse_article", counted)
    return seen


def in_use(folder: IndexFolder) -> Generation:
    current = folder.current()
    assert current is not None
    return read_generation(current)


def slugs(folder: IndexFolder) -> list[str]:
    return [article.slug for article in in_use(folder).kb.articles]


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.usefixtures("articles")
def test_a_repeated_build_gives_the_same_bytes(
    kb_root: Path, tmp_path: Path, folder: IndexFolder, fake_encoder: FakeEncoder
):
    other = IndexFolder(tmp_path / "ander")
    for place in (folder, other):
        built(place, kb_root, fake_encoder)
    for name in (KB_FILE, PASSAGES_FILE, VECTORS_FILE, CENTRE_FILE):
        assert (in_use(folder).folder / name).read_bytes() == (in_use(other).folder / name).read_bytes()
    assert same_content(in_use(folder), in_use(other), texts=TEXTS)


def test_the_report_counts_articles_and_passages(
    articles: list[Path], kb_root: Path, folder: IndexFolder, fake_encoder: FakeEncoder
):
    built(folder, kb_root, fake_encoder)
    rows = len(in_use(folder).passages)
    report = built(folder, kb_root, fake_encoder)
    assert (report.articles, report.passages, report.embedded) == (len(articles), rows, 0)
    assert report.problems == ()


def test_the_report_holds_the_generation_that_stands_on_disk(
    articles: list[Path], kb_root: Path, folder: IndexFolder, fake_encoder: FakeEncoder
):
    built(folder, kb_root, fake_encoder)
    edit(articles[0], "rustig", "zachtjes")
    articles[1].write_text("geen front matter", encoding="utf-8")
    generation = built(folder, kb_root, fake_encoder).generation
    assert same_content(generation, in_use(folder), texts=TEXTS)
    assert (generation.folder, generation.manifest) == (in_use(folder).folder, in_use(folder).manifest)


@pytest.mark.usefixtures("articles")
def test_of_an_unchanged_knowledge_base_no_data_file_is_read_again(
    kb_root: Path, folder: IndexFolder, fake_encoder: FakeEncoder, monkeypatch: pytest.MonkeyPatch
):
    before = built(folder, kb_root, fake_encoder).generation

    def refuse(root: Path) -> None:
        raise AssertionError(f"{root} was read")

    for name in ("vocabulary", "routes", "sources", "helplines"):
        monkeypatch.setattr(f"kb.library.load_{name}", refuse)
    assert built(folder, kb_root, fake_encoder).generation.kb == before.kb


@pytest.mark.usefixtures("articles")
def test_a_model_that_cannot_be_read_is_not_told_as_a_full_disk(kb_root: Path, folder: IndexFolder):
    class Gone(FakeEncoder):
        def encode_queries(self, texts):
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), "embeddings.npy")

    with pytest.raises(ModelError, match="taalmodel kan niet gelezen worden") as caught:
        built(folder, kb_root, Gone())
    assert caught.value.where == "embeddings.npy"
    assert litter(folder) == []


@pytest.mark.usefixtures("articles")
def test_every_passage_is_embedded_the_first_time(
    kb_root: Path, folder: IndexFolder, fake_encoder: FakeEncoder, monkeypatch: pytest.MonkeyPatch
):
    embedded = embedded_by(fake_encoder, monkeypatch)
    report = built(folder, kb_root, fake_encoder)
    assert sorted(embedded) == sorted(passage.text for passage in in_use(folder).passages)
    assert report.embedded == report.passages == len(embedded)


@pytest.mark.usefixtures("articles")
def test_an_unchanged_passage_is_not_embedded_again(
    kb_root: Path, folder: IndexFolder, fake_encoder: FakeEncoder, monkeypatch: pytest.MonkeyPatch
):
    built(folder, kb_root, fake_encoder)
    embedded = embedded_by(fake_encoder, monkeypatch)
    built(folder, kb_root, fake_encoder)
    assert embedded == []


def test_of_a_changed_article_only_what_changed_is_embedded_and_only_it_is_read(
    articles: list[Path],
    kb_root: Path,
    folder: IndexFolder,
    fake_encoder: FakeEncoder,
    monkeypatch: pytest.MonkeyPatch,
    parsed: list[str],
):
    built(folder, kb_root, fake_encoder)
    parsed.clear()
    edit(articles[0], "Ga naast de leerling zitten.", "Ga naast de leerling staan.")
    embedded = embedded_by(fake_encoder, monkeypatch)
    report = built(folder, kb_root, fake_encoder)
    assert embedded == ["Een leerling kijkt weg. Vraag het rustig. Ga naast de leerling staan."]
    assert parsed == ["articles/veiligheid/kijkt-weg.md"]
    assert report.embedded == 1


@pytest.mark.usefixtures("articles")
def test_a_full_build_embeds_everything_again(kb_root: Path, folder: IndexFolder, fake_encoder: FakeEncoder):
    built(folder, kb_root, fake_encoder)
    report = built(folder, kb_root, fake_encoder, full=True)
    assert report.embedded == report.passages


@pytest.mark.usefixtures("articles")
def test_another_model_embeds_everything_again(kb_root: Path, folder: IndexFolder, fake_encoder: FakeEncoder):
    built(folder, kb_root, fake_encoder)
    report = built(folder, kb_root, replace(fake_encoder, model_id="ander", dimensions=32))
    assert report.embedded == report.passages
    assert (in_use(folder).manifest.model_id, in_use(folder).vectors.vectors().shape[1]) == ("ander", 32)


def test_a_renamed_article_gets_its_new_name_and_place_without_embedding(
    articles: list[Path], kb_root: Path, folder: IndexFolder, fake_encoder: FakeEncoder
):
    built(folder, kb_root, fake_encoder)
    articles[0].rename(articles[0].with_name("blik-op-de-grond.md"))
    report = built(folder, kb_root, fake_encoder)
    assert slugs(folder) == ["blik-op-de-grond", "komt-te-laat", "ouder-is-boos"]
    assert report.embedded == 0
    items = in_use(folder).kb.articles[0].items
    assert {(item.article, item.path) for item in items} == {
        ("blik-op-de-grond", "articles/veiligheid/blik-op-de-grond.md")
    }


def test_lines_that_moved_are_told_anew(
    articles: list[Path], kb_root: Path, folder: IndexFolder, fake_encoder: FakeEncoder
):
    built(folder, kb_root, fake_encoder)
    before = in_use(folder).kb.articles[0]
    edit(articles[0], "\n# Een", "\n\n\n# Een")
    assert built(folder, kb_root, fake_encoder).embedded == 0
    after = in_use(folder).kb.articles[0]
    assert [item.line for item in after.items] == [item.line + 2 for item in before.items]
    assert after.title_line == before.title_line + 2


def test_a_removed_and_a_withdrawn_article_are_gone(
    articles: list[Path], kb_root: Path, folder: IndexFolder, fake_encoder: FakeEncoder
):
    built(folder, kb_root, fake_encoder)
    articles[0].unlink()
    edit(articles[1], "status: concept", "status: ingetrokken")
    built(folder, kb_root, fake_encoder)
    assert slugs(folder) == ["ouder-is-boos"]
    assert not {"kijkt-weg", "komt-te-laat"} & {passage.owner for passage in in_use(folder).passages}


@pytest.mark.usefixtures("articles")
@pytest.mark.parametrize("name", DATA_FILES)
def test_a_changed_data_file_has_every_article_read_again(
    kb_root: Path, folder: IndexFolder, fake_encoder: FakeEncoder, parsed: list[str], name: str
):
    built(folder, kb_root, fake_encoder)
    parsed.clear()
    with (kb_root / name).open("a", encoding="utf-8") as stream:
        stream.write("# iets\n")
    assert built(folder, kb_root, fake_encoder).embedded == 0
    assert len(parsed) == 3


@pytest.mark.usefixtures("articles")
def test_a_data_file_that_changes_during_a_build_is_read_by_the_next(
    kb_root: Path,
    folder: IndexFolder,
    fake_encoder: FakeEncoder,
    parsed: list[str],
    monkeypatch: pytest.MonkeyPatch,
):
    class Slow(FakeEncoder):
        def encode_passages(self, texts, *, progress=None):
            with (kb_root / "vocabulary.yaml").open("a", encoding="utf-8") as stream:
                stream.write("# iets\n")
            return super().encode_passages(texts)

    built(folder, kb_root, Slow())
    parsed.clear()
    built(folder, kb_root, fake_encoder)
    assert len(parsed) == 3


@pytest.mark.usefixtures("articles")
def test_an_article_that_changes_during_a_build_is_stale_after_it(
    articles: list[Path], kb_root: Path, folder: IndexFolder, fake_encoder: FakeEncoder
):
    from index.freshness import stale_paths

    class Slow(FakeEncoder):
        def encode_passages(self, texts, *, progress=None):
            articles[0].write_text(article_text("Iets heel anders"), encoding="utf-8")
            return super().encode_passages(texts)

    built(folder, kb_root, Slow())
    assert stale_paths(in_use(folder).manifest, kb_root) == ("articles/veiligheid/kijkt-weg.md",)


class Breaks(FakeEncoder):
    """Fails at the second batch."""

    def encode_passages(self, texts, *, progress=None):
        raise RuntimeError("midden in het werk")


def test_a_build_that_breaks_leaves_the_old_one_and_no_litter(
    articles: list[Path], kb_root: Path, folder: IndexFolder, fake_encoder: FakeEncoder
):
    built(folder, kb_root, fake_encoder)
    before = folder.current()
    edit(articles[0], "rustig", "zachtjes")
    with pytest.raises(RuntimeError, match="midden"):
        built(folder, kb_root, Breaks())
    assert folder.current() == before
    assert litter(folder) == []
    built(folder, kb_root, fake_encoder)


@pytest.mark.parametrize("step", ["write_vectors", "building_lexical", "to_json", "write_manifest"])
def test_a_disk_that_is_full_at_any_step_leaves_the_old_one_and_no_litter(
    articles: list[Path],
    kb_root: Path,
    folder: IndexFolder,
    fake_encoder: FakeEncoder,
    monkeypatch: pytest.MonkeyPatch,
    step: str,
):
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    built(folder, kb_root, fake_encoder)
    before = folder.current()
    edit(articles[0], "rustig", "zachtjes")
    monkeypatch.setattr(f"index.build.{step}", full)
    with pytest.raises(IndexStoreError, match="de schijf is vol"):
        built(folder, kb_root, fake_encoder)
    assert folder.current() == before
    assert litter(folder) == []


@pytest.mark.usefixtures("articles")
def test_a_disk_that_is_really_full_is_told_in_dutch(kb_root: Path, folder: IndexFolder):
    answer = told(second_process("small-disk", folder, kb_root))
    assert "kan niet worden geschreven" in answer["error"]
    assert folder.current() is None
    assert litter(folder) == []


@pytest.mark.parametrize("left", ["nothing", "broken", "withdrawn"])
def test_without_a_usable_article_there_is_a_clear_error_and_the_old_index_stays(
    articles: list[Path], kb_root: Path, folder: IndexFolder, fake_encoder: FakeEncoder, left: str
):
    built(folder, kb_root, fake_encoder)
    before = folder.current()
    for path in articles:
        if left == "nothing":
            path.unlink()
        elif left == "broken":
            path.write_text("geen front matter", encoding="utf-8")
        else:
            edit(path, "status: concept", "status: ingetrokken")
    with pytest.raises(KnowledgeBaseError, match="geen enkel bruikbaar artikel") as caught:
        built(folder, kb_root, fake_encoder)
    assert caught.value.todo
    assert folder.current() == before
    assert litter(folder) == []


def test_a_broken_article_is_reported_and_the_others_work(
    articles: list[Path], kb_root: Path, folder: IndexFolder, fake_encoder: FakeEncoder
):
    articles[1].write_text("geen front matter", encoding="utf-8")
    report = built(folder, kb_root, fake_encoder)
    assert {problem.path for problem in report.problems} == {"articles/veiligheid/komt-te-laat.md"}
    assert slugs(folder) == ["kijkt-weg", "ouder-is-boos"]


def test_a_broken_article_that_is_mended_takes_part(
    articles: list[Path], kb_root: Path, folder: IndexFolder, fake_encoder: FakeEncoder
):
    good = articles[1].read_text(encoding="utf-8")
    articles[1].write_text("geen front matter", encoding="utf-8")
    built(folder, kb_root, fake_encoder)
    articles[1].write_text(good, encoding="utf-8")
    assert built(folder, kb_root, fake_encoder).problems == ()
    assert "komt-te-laat" in slugs(folder)


@pytest.mark.usefixtures("articles")
def test_the_second_of_two_articles_with_one_slug_takes_over_when_the_first_goes(
    kb_root: Path, folder: IndexFolder, fake_encoder: FakeEncoder, put: Callable[..., Path]
):
    first = put("dubbel", article_text("Eerste", theme="armoede-en-geld"), theme="armoede-en-geld")
    put("dubbel", article_text("Tweede"))
    assert built(folder, kb_root, fake_encoder).problems
    first.unlink()
    assert built(folder, kb_root, fake_encoder).problems == ()
    assert "Tweede" in [article.title for article in in_use(folder).kb.articles]


@pytest.mark.usefixtures("articles")
def test_a_file_name_that_is_no_utf_8_stops_nothing(
    kb_root: Path, folder: IndexFolder, fake_encoder: FakeEncoder
):
    try:
        path = os.fsencode(kb_root / "articles" / "veiligheid") + b"/caf\xe9.md"
        Path(os.fsdecode(path)).write_text(article_text("Vreemd"), encoding="utf-8")
    except OSError:
        pytest.skip("this disk refuses such names")
    built(folder, kb_root, fake_encoder)
    assert "kijkt-weg" in slugs(folder)


@pytest.mark.usefixtures("articles")
def test_progress_runs_to_the_end(kb_root: Path, folder: IndexFolder, fake_encoder: FakeEncoder):
    steps: list[tuple[str, int, int]] = []
    report = built(folder, kb_root, fake_encoder, progress=lambda *step: steps.append(step))
    assert [done for _, done, _ in steps] == sorted(done for _, done, _ in steps)
    assert steps[-1] == ("Teksten omzetten", report.passages, report.passages)


@pytest.mark.usefixtures("articles")
def test_a_damaged_index_is_not_built_upon(kb_root: Path, folder: IndexFolder, fake_encoder: FakeEncoder):
    built(folder, kb_root, fake_encoder)
    good = in_use(folder)
    write_vectors(good.folder / VECTORS_FILE, -good.vectors.vectors())
    report = built(folder, kb_root, fake_encoder)
    assert report.embedded == report.passages
    assert same_content(in_use(folder), good, texts=TEXTS)


def test_told_situations_are_embedded_as_questions_and_the_rest_as_passages(
    articles: list[Path], kb_root: Path, folder: IndexFolder
):
    asked: list[str] = []

    class Tells(FakeEncoder):
        def encode_queries(self, texts):
            asked.extend(texts)
            return super().encode_queries(texts)

        def encode_passages(self, texts, *, progress=None):
            return FakeEncoder.encode_queries(FakeEncoder(), texts)

    built(folder, kb_root, Tells())
    assert sorted(asked) == sorted(passage.text for passage in in_use(folder).passages if passage.spoken)
    assert 0 < len(asked) < len(in_use(folder).passages)


SLUGS = st.sampled_from(["een", "twee", "drie", "vier"])
CONTENTS = st.sampled_from(["Een leerling kijkt weg", "Een ouder is boos", "Iemand komt te laat", "kapot"])
STEPS = st.lists(
    st.tuples(st.sampled_from(["write", "write", "remove", "rename", "withdraw", "build"]), SLUGS, CONTENTS),
    max_size=10,
)
SMALL = {
    "sources.yaml": "boek: {auteur: A, titel: T, soort: onderzoek, geverifieerd: ja}\n",
    "helplines.yaml": "lijn: {naam: L, waarvoor: W}\n",
    "routes.yaml": "eer-dwang: {naam: E, urgentie: acuut, familie_verborgen: true, "
    "gewoon_advies: false, hulplijnen: []}\n",
    "signals.yaml": 'eer-dwang:\n  acuut:\n    - "meisje is bang om te trouwen"\n',
}


def take(step: tuple[str, str, str], place: Path) -> None:
    what, slug, title = step
    path = place / f"{slug}.md"
    if what == "write":
        text = "geen front matter" if title == "kapot" else article_text(title, extra=f"\n<!-- {slug} -->\n")
        path.write_text(text, encoding="utf-8")
    elif what == "remove":
        path.unlink(missing_ok=True)
    elif what == "rename" and path.exists():
        path.replace(place / "vijf.md")
    elif what == "withdraw" and path.exists():
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("status: concept", "status: ingetrokken"), encoding="utf-8")


@given(STEPS)
@settings(max_examples=25, deadline=None)
def test_building_step_by_step_gives_what_building_at_once_gives(steps: list[tuple[str, str, str]]):
    with tempfile.TemporaryDirectory() as room:
        kb_root = Path(room) / "kb"
        place = kb_root / "articles" / "veiligheid"
        place.mkdir(parents=True)
        shutil.copy(ROOT / "kb" / "vocabulary.yaml", kb_root / "vocabulary.yaml")
        for name, text in SMALL.items():
            (kb_root / name).write_text(text, encoding="utf-8")
        (place / "vast.md").write_text(article_text("Vast"), encoding="utf-8")
        little, whole = IndexFolder(Path(room) / "beetje"), IndexFolder(Path(room) / "heel")
        for step in (*steps, ("build", "", "")):
            take(step, place)
            if step[0] == "build":
                built(little, kb_root, FakeEncoder())
        built(whole, kb_root, FakeEncoder())
        assert same_content(in_use(little), in_use(whole), texts=TEXTS)

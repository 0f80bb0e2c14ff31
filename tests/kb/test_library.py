import os
import re
import sys
from pathlib import Path

import pytest

from kb.errors import KnowledgeBaseError
from kb.files import MAX_BYTES, article_paths, reference_hash
from kb.library import load_library, read_file
from tests.conftest import ROOT, article_text

GOOD = article_text()
KB = ROOT / "kb"


@pytest.fixture
def broken(put, kb_root):
    """Load a good article beside a broken one, and return the problem of the broken one."""

    def load(text, slug="fout"):
        put("goed")
        path = put(slug, "" if isinstance(text, bytes) else text)
        if isinstance(text, bytes):
            path.write_bytes(text)
        kb, _ = load_library(kb_root)
        assert "goed" in [article.slug for article in kb.articles]
        assert {problem.path for problem in kb.problems} == {f"articles/veiligheid/{slug}.md"}
        return kb.problems[0].line, kb.problems[0].what

    return load


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("# Titel", 1, "De kopregels (front matter) ontbreken."),
        ("---\nthema: veiligheid\n", 1, "De kopregels (front matter) hebben geen einde."),
        (GOOD.replace("leefdomein: ", "leefdomein:\n\t- "), 4, "Er staat een tab in de YAML."),
        (GOOD.replace("status", "thema"), 7, "De sleutel 'thema' staat er twee keer."),
        (GOOD.replace("status", "kleur"), 7, "De sleutel 'kleur' bestaat niet."),
        (GOOD.replace("[school]", "[bos]"), 3, "De waarde 'bos' bij 'leefdomein' bestaat niet."),
        (
            GOOD.replace("2026-11-22", "2026-11-31"),
            6,
            "De waarde '2026-11-31' bij 'gecontroleerd_op' klopt niet.",
        ),
        (GOOD.replace("## Beter niet", "# Beter niet"), 32, "Er staan twee titels in het artikel."),
        (
            GOOD.replace("# Een leerling kijkt weg", "Een leerling", 1),
            9,
            "Deze tekst staat niet onder een kop",
        ),
        (GOOD.replace("- Meteen", "- ![x](y.png) Meteen"), 33, "Hier staat een afbeelding; dat kan"),
        (GOOD.replace("- Meteen", "- [x](y) Meteen"), 33, "Hier staat een link; dat kan"),
        (GOOD.replace("- Meteen", "| a |\n|---|\n\n- Meteen"), 33, "Hier staat een tabel; dat kan"),
        (GOOD.replace("- Meteen", "- a\n  - Meteen"), 34, "Hier staat een lijst in een lijst; dat kan"),
        (GOOD.replace("- Meteen", "<p>a</p>\n\n- Meteen"), 33, "Hier staat HTML; dat kan"),
        (GOOD.replace("## Beter niet", "## Tips"), 32, "De kop 'Tips' bestaat niet;"),
        (GOOD.replace("- Meteen", "### Thuis\n- Meteen"), 33, "De tussenkop 'Thuis' hoort hier niet."),
        (GOOD.encode("utf-16"), 1, "Het bestand is geen UTF-8."),
        (GOOD.replace("Meteen", "Één").encode("latin-1"), 33, "Het bestand is geen UTF-8."),
        (GOOD + "- tekst\n" * 250_000, 0, "Het bestand is te groot (2001 kB)."),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 60 and "\n" not in value else "",
)
def test_a_broken_article_is_named_and_the_other_still_loads(broken, text, line, what):
    found = broken(text)
    assert found[0] == line
    assert found[1].startswith(what)


@pytest.mark.parametrize("slug", ["Kijkt-Weg", "reünie", "kijkt_weg"])
def test_a_wrong_file_name_is_named_and_the_other_still_loads(broken, slug):
    assert broken(GOOD, slug) == (0, f"De bestandsnaam '{slug}' kan geen slug zijn.")


@pytest.mark.parametrize(
    "change", [lambda t: "\ufeff" + t, lambda t: t.replace("\n", "\r\n")], ids=["BOM", "CRLF"]
)
def test_a_byte_order_mark_or_windows_line_ends_are_no_problem(put, kb_root, change):
    put("x").write_bytes(change(GOOD).encode())
    kb, _ = load_library(kb_root)
    assert kb.problems == ()
    assert len(kb.articles) == 1


def test_two_megabytes_say_what_to_do(put, kb_root):
    put("groot", "x" * 2_000_000)
    (problem,) = load_library(kb_root)[0].problems
    assert problem.todo == f"Een artikel is hooguit {MAX_BYTES // 1000} kB; splits het."


def test_two_articles_with_one_slug_are_named_and_the_first_stays(put, kb_root):
    put("dubbel", theme="religie-en-school")
    put("dubbel", theme="veiligheid")
    kb, _ = load_library(kb_root)
    assert [article.path for article in kb.articles] == ["articles/religie-en-school/dubbel.md"]
    (problem,) = kb.problems
    assert problem.path == "articles/veiligheid/dubbel.md"
    assert "De slug 'dubbel' is al van articles/religie-en-school/dubbel.md" in problem.what


@pytest.mark.parametrize(
    "first",
    [
        article_text("Oud").replace("concept", "ingetrokken").replace(": veiligheid", ": religie-en-school"),
        article_text("Verdwaald"),
    ],
    ids=["withdrawn", "in the wrong folder"],
)
def test_of_two_articles_with_one_slug_the_one_in_its_place_and_in_use_stays(put, kb_root, first):
    put("dubbel", first, theme="religie-en-school")
    put("dubbel", article_text("Goed"))
    kb, _ = load_library(kb_root)
    assert [article.title for article in kb.articles] == ["Goed"]
    assert [problem.path for problem in kb.problems] == ["articles/religie-en-school/dubbel.md"]


def test_data_that_is_the_same_need_not_be_read_again(put, kb_root):
    put("goed")
    kb, files = load_library(kb_root)
    for path in kb_root.glob("*.yaml"):
        path.unlink()
    assert load_library(kb_root, data=kb) == (kb, files)


def test_a_broken_article_does_not_take_the_slug_of_a_good_one(put, kb_root):
    put("dubbel", "kapot", theme="religie-en-school")
    put("dubbel")
    assert [article.theme for article in load_library(kb_root)[0].articles] == ["veiligheid"]


def test_all_problems_of_the_folder_come_at_once(put, kb_root):
    put("a", "kapot")
    put("b", GOOD.replace("[school]", "[bos]").replace("concept", "klaar"))
    put("c", GOOD.replace("## Beter niet", "## Tips").replace("- Bespreek", "> Bespreek"))
    put("d").write_bytes(b"\xff")
    paths = [problem.path[-4] for problem in load_library(kb_root)[0].problems]
    assert paths == ["a", "b", "c", "c", "d"]


def test_a_withdrawn_article_is_read_but_not_searched(put, kb_root):
    put("weg", GOOD.replace("concept", "ingetrokken"))
    kb, files = load_library(kb_root)
    assert kb.articles == ()
    assert files[0].article.status == "ingetrokken"


@pytest.mark.parametrize(
    "name", [".goed.md.swp", ".#goed.md", "#goed.md#", ".goed.md", "goed.md~", "notities.txt", "4913"]
)
def test_swap_files_and_hidden_files_are_left_alone(put, kb_root, name):
    (put("goed").parent / name).write_text("rommel")
    assert article_paths(kb_root) == ("articles/veiligheid/goed.md",)


def test_a_hidden_folder_is_left_alone(put, kb_root):
    put("goed", theme=".git")
    assert article_paths(kb_root) == ()


def test_an_ending_in_capitals_is_an_article_too(put, kb_root):
    path = put("goed")
    path.rename(path.with_suffix(".MD"))
    assert [article.slug for article in load_library(kb_root)[0].articles] == ["goed"]


def link_problem(kb_root):
    kb, _ = load_library(kb_root)
    assert [article.slug for article in kb.articles] == ["goed"]
    (problem,) = kb.problems
    return problem.path, problem.what


AWAY = "Dit is een verwijzing naar een map, of naar iets buiten de map van de kennisbank."


def test_a_link_out_of_the_folder_is_not_followed(put, kb_root, tmp_path):
    (tmp_path / "geheim.md").write_text(GOOD)
    (put("goed").parent / "link.md").symlink_to(tmp_path / "geheim.md")
    assert link_problem(kb_root) == ("articles/veiligheid/link.md", AWAY)


@pytest.mark.parametrize("elsewhere", ["../elders", "concepten"])
def test_a_linked_folder_is_named_and_not_followed(put, kb_root, elsewhere):
    folder = kb_root / elsewhere
    folder.mkdir()
    (folder / "geheim.md").write_text(GOOD)
    (put("goed").parent / "map").symlink_to(folder)
    assert link_problem(kb_root) == ("articles/veiligheid/map", AWAY)


def test_a_link_that_leads_to_itself_is_named(put, kb_root):
    link = put("goed").parent / "kring.md"
    link.symlink_to(link)
    assert link_problem(kb_root) == ("articles/veiligheid/kring.md", AWAY)


def test_a_link_to_nothing_is_named(put, kb_root):
    (put("goed").parent / "los.md").symlink_to(kb_root / "articles" / "weg.md")
    assert link_problem(kb_root) == ("articles/veiligheid/los.md", "Dit kan niet gelezen worden.")


def test_a_file_name_with_an_escape_code_is_named_without_it(put, kb_root):
    (put("goed").parent / "\x1b[31m.md").write_text(GOOD)
    what = "De bestandsnaam bevat een teken dat niet te lezen is."
    assert link_problem(kb_root) == ("articles/veiligheid/[31m.md", what)


@pytest.mark.skipif(sys.platform != "linux", reason="andere systemen weigeren zo'n naam")
def test_a_file_name_that_is_no_text_is_named_and_can_be_printed(put, kb_root):
    (put("goed").parent / os.fsdecode(b"\xff.md")).write_text(GOOD)
    path, _ = link_problem(kb_root)
    assert path.encode("utf-8") == b"articles/veiligheid/?.md"


def test_a_folder_that_cannot_be_opened_is_not_passed_over(put, kb_root, monkeypatch):
    folder = put("goed").parent.parent / "dicht"
    folder.mkdir()
    scandir = os.scandir

    def refuse(path):
        if str(path).endswith("dicht"):
            raise PermissionError(13, "dicht", str(path))
        return scandir(path)

    monkeypatch.setattr("os.scandir", refuse)
    assert link_problem(kb_root) == ("articles/dicht", "Dit kan niet gelezen worden.")


def test_a_folder_without_articles_names_the_way_out(tmp_path):
    with pytest.raises(KnowledgeBaseError, match="Kies de map van de kennisbank met --kb"):
        article_paths(tmp_path)


def test_a_file_that_did_not_change_is_not_read_again(put, kb_root):
    put("goed")
    _, files = load_library(kb_root)
    _, again = load_library(kb_root, known={file.path: file for file in files})
    assert again[0] is files[0]


def test_a_changed_file_is_read_again(put, kb_root):
    put("goed")
    _, files = load_library(kb_root)
    put("goed", article_text("Iets anders"))
    kb, _ = load_library(kb_root, known={file.path: file for file in files})
    assert kb.articles[0].title == "Iets anders"


def test_a_file_that_was_a_double_is_read_again_when_the_other_is_gone(put, kb_root):
    first = put("dubbel", theme="religie-en-school")
    put("dubbel")
    _, files = load_library(kb_root)
    first.unlink()
    kb, _ = load_library(kb_root, known={file.path: file for file in files})
    assert [article.theme for article in kb.articles] == ["veiligheid"]


def test_a_known_file_that_became_a_link_is_refused(put, kb_root, tmp_path):
    path = put("goed")
    _, files = load_library(kb_root)
    path.rename(tmp_path / "weg.md")
    path.symlink_to(tmp_path / "weg.md")
    kb, _ = load_library(kb_root, known={file.path: file for file in files})
    assert kb.articles == ()


def test_the_hash_of_the_data_files_changes_with_each(kb_root):
    before = reference_hash(kb_root)
    (kb_root / "signals.yaml").write_text((kb_root / "signals.yaml").read_text() + "\n")
    assert reference_hash(kb_root) != before


def test_the_hash_of_a_file_does_not_depend_on_its_place(put, kb_root, vocabulary):
    put("a", GOOD)
    put("b", GOOD)
    hashes = {read_file(kb_root, path, vocabulary=vocabulary).content_hash for path in article_paths(kb_root)}
    assert len(hashes) == 1


OWN, _ = load_library(KB)
LINES = {path: (KB / path).read_text(encoding="utf-8").splitlines() for path in article_paths(KB)}
LINES |= {
    name: (KB / name).read_text(encoding="utf-8").splitlines() for name in ("routes.yaml", "signals.yaml")
}


def bare(line: str) -> str:
    """Return a line of the file without emphasis and citations."""
    return " ".join(re.sub(r"\[@[^\]]+\]|\*\*|\{familie\}", "", line).split())


@pytest.mark.parametrize("article", OWN.articles, ids=lambda article: article.slug)
def test_every_item_of_our_articles_is_found_at_its_line(article):
    assert [i for i in article.items if i.text not in bare(LINES[i.path][i.line - 1])] == []


@pytest.mark.parametrize("article", OWN.articles, ids=lambda article: article.slug)
def test_every_line_of_our_articles_became_a_heading_or_an_item(article):
    lines = LINES[article.path]
    written = {number for number, line in enumerate(lines, start=1) if line and not line.startswith("#")}
    written -= set(range(1, article.title_line))
    assert {item.line for item in article.items} == written


@pytest.mark.parametrize("article", OWN.articles, ids=lambda article: article.slug)
def test_items_of_our_articles_are_marked_as_their_lines_are(article):
    for item in article.items:
        line = LINES[item.path][item.line - 1]
        assert item.family == ("{familie}" in line)
        assert list(item.sources) == list(dict.fromkeys(re.findall(r"\[@([^\]]+)\]", line)))


@pytest.mark.parametrize("route", OWN.routes, ids=lambda route: route.id)
def test_every_step_and_signal_of_our_routes_is_found_at_its_line(route):
    items = (*route.steps, *route.never, *route.signals, *route.lookalikes, *route.terms)
    assert [item for item in items if item.text not in bare(LINES[item.path][item.line - 1])] == []


def test_the_look_alikes_of_no_route_are_found_at_their_lines():
    assert OWN.lookalikes
    assert all(item.text in bare(LINES[item.path][item.line - 1]) for item in OWN.lookalikes)


@pytest.mark.parametrize("name", ["routes.yaml", "signals.yaml"])
def test_every_listed_line_of_our_data_became_an_item(name):
    items = [item for r in OWN.routes for item in (*r.steps, *r.never, *r.signals, *r.lookalikes, *r.terms)]
    found = {item.line for item in (*items, *OWN.lookalikes) if item.path == name}
    written = {number for number, line in enumerate(LINES[name], start=1) if line.startswith("    - ")}
    assert found == written


def test_no_text_of_ours_holds_a_mark():
    texts = [item.text for article in OWN.articles for item in article.items]
    texts += [item.text for route in OWN.routes for item in (*route.steps, *route.never, *route.signals)]
    assert [text for text in texts if re.search(r"\*\*|\[@|[{}]|<|&\w+;", text)] == []


def test_paths_are_relative_with_forward_slashes():
    assert all(not Path(article.path).is_absolute() and "\\" not in article.path for article in OWN.articles)


# Articles that are not finished.


def test_an_article_with_guidance_in_it_takes_no_part_but_can_be_read(put, kb_root):
    put("goed")
    put("begonnen", article_text(advice="- [vul in] Nog een advies."))
    kb, files = load_library(kb_root)
    assert [article.slug for article in kb.articles] == ["goed"]
    [begun] = [file for file in files if file.article is None]
    assert begun.draft is not None
    assert begun.draft.slug == "begonnen"
    assert [(problem.rule, problem.line) for problem in begun.problems] == [("onaf", 22)]


def test_once_the_guidance_is_gone_the_article_takes_part(put, kb_root):
    put("begonnen", article_text(advice="- [vul in] Nog een advies."))
    _, before = load_library(kb_root)
    put("begonnen", article_text())
    kb, [file] = load_library(kb_root, known={file.path: file for file in before})
    assert [article.slug for article in kb.articles] == ["begonnen"]
    assert file.draft is None


def test_a_file_that_is_no_article_is_no_draft_either(put, kb_root):
    put("kapot", article_text(advice="- [vul in] Nog een advies.").replace("thema:", "thema"))
    _, [file] = load_library(kb_root)
    assert (file.article, file.draft) == (None, None)

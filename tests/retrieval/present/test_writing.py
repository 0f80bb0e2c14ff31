from pathlib import Path

import pytest

from kb.checks.run import problems_of
from kb.library import load_library
from kb.reference import load_vocabulary
from kb.skeleton import skeleton
from kb.types import Problem
from retrieval.lookup import readable_article
from retrieval.present.full import everything, whole_article
from retrieval.present.screen import first_screen
from retrieval.present.view import View
from retrieval.present.writing import created_lines, left_lines, opening_words, previewed, standing_notes
from retrieval.preview import preview
from tests.conftest import article_text
from tests.kb.test_skeleton import DANGER, NEW

WRONG = Problem("G10", "articles/veiligheid/x.md", 7, "Hier staat geen bron.", "Voeg een bron toe.")


@pytest.fixture
def seen(kb_root: Path, put):
    """Return the notes and the lines about an article: seen(text, full=...)."""

    def look(text: str, *, full: bool = False):
        put("x", text)
        kb, files = load_library(kb_root)
        file = next(file for file in files if file.path.endswith("/x.md"))
        advice = preview(readable_article(file, kb_root), kb)
        view = View(kb_root, kb.vocabulary, kb.sources)
        notes = list(standing_notes(file, advice, problems_of(file.path, kb, files)))
        return notes, previewed(advice, kb, view, full=full, width=79), (advice, kb, view)

    return look


def test_a_new_article_is_told_with_its_path_and_the_next_commands() -> None:
    lines = list(created_lines(NEW, Path("kb")))
    assert lines[0] == "Gemaakt: kb/articles/veiligheid/kind-wil-niet-huis.md"
    assert "[vul in]" in lines[1]
    assert lines[-3:] == [
        f"  handelwijzer artikel {name} kind-wil-niet-huis" for name in ("bewerk", "controleer", "toon")
    ]
    assert all(len(line) <= 88 for line in lines)


def test_a_good_article_is_shown_without_a_note(seen) -> None:
    notes, lines, (advice, _kb, view) = seen(article_text("Een ouder huilt"))
    assert lines == first_screen(advice, view, width=79)
    assert notes == []


def test_in_full_the_whole_answer_is_shown(seen) -> None:
    _, lines, (advice, _kb, view) = seen(article_text("Een ouder huilt"), full=True)
    assert lines == everything(advice, view, width=79)


def test_where_an_answer_shows_only_steps_that_is_told_and_in_full_the_article_is_shown(seen) -> None:
    notes, lines, (advice, kb, view) = seen(article_text("Gevaar", front="route: [suicide]\n"), full=True)
    assert lines == whole_article(advice.articles[0].article, kb, view, width=79)
    assert any("alleen de vaste stappen" in note for note in notes)


def test_why_an_article_takes_no_part_is_told(seen, kb_root: Path) -> None:
    notes, lines, _ = seen(skeleton(NEW, load_vocabulary(kb_root)))
    assert notes == [
        "Let op: dit komt nog niet in antwoorden; op 14 plekken staat nog uitleg ([vul in]).",
    ]
    assert lines
    notes, _, _ = seen(article_text().replace("concept", "ingetrokken"))
    assert "ingetrokken en komt niet in antwoorden" in notes[0]


def test_the_problems_are_counted_beside_the_guidance(seen) -> None:
    notes, _, _ = seen(
        article_text("Een ouder huilt", advice="- [vul in] Meer.").replace(
            "[@vakkennis]\n\n## Beter", "[@boek-9]\n\n## Beter"
        )
    )
    assert notes[0].endswith("op 1 plek staat nog uitleg ([vul in]).")
    assert notes[1] == "Let op: 1 probleem in dit artikel. Bekijk: handelwijzer artikel controleer x"


def test_opening_says_at_which_problem() -> None:
    where = "kb/articles/veiligheid/x.md"
    assert opening_words(WRONG.path, WRONG, Path("kb")) == (
        f"Opent {where}:7 bij: Hier staat geen bron. Voeg een bron toe."
    )
    whole = Problem("S08", WRONG.path, 0, "Te lang.", "Schrap.")
    assert opening_words(WRONG.path, whole, Path("kb")) == f"Opent {where} bij: Te lang. Schrap."
    assert opening_words(WRONG.path, None, Path("kb")) == f"Opent {where}; er zijn geen problemen."


def test_after_an_edit_what_is_left_is_listed_or_what_to_do_now() -> None:
    assert list(left_lines([WRONG], Path("kb"), "x")) == [
        "kb/articles/veiligheid/x.md:7: fout G10: Hier staat geen bron.",
        "    Voeg een bron toe.",
        "1 artikel, 1 fout, 0 waarschuwingen.",
    ]
    assert list(left_lines([], Path("kb"), "x")) == [
        "Geen problemen. Bekijk het: handelwijzer artikel toon x"
    ]


def test_the_steps_of_a_danger_skeleton_are_shown(seen, kb_root: Path) -> None:
    _, lines, _ = seen(skeleton(DANGER, load_vocabulary(kb_root)))
    assert lines[0].text.startswith("MISSCHIEN ONVEILIG")

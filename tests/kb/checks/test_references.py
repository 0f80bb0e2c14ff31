from dataclasses import replace

import pytest

from kb.checks.references import check_references, check_uncited
from kb.library import load_library
from tests.conftest import ROOT, article_text

KB, _ = load_library(ROOT / "kb")


@pytest.fixture
def complaints(read):
    def check(text, path="articles/veiligheid/x.md"):
        return [(p.rule, p.line, p.what) for p in check_references(read(text, path)[0], KB)]

    return check


def with_line(line):
    """Return an article with this line as line 33."""
    return article_text().replace("- Meteen oordelen.", line)


def test_a_good_article_has_no_complaints(complaints):
    assert complaints(article_text()) == []


@pytest.mark.parametrize(
    ("citation", "file"),
    [("boek-9", "sources.yaml"), ("tel:boek", "helplines.yaml"), ("veilig-thuis", "sources.yaml")],
)
def test_an_unknown_source_is_named_with_the_file_where_it_belongs(complaints, citation, file):
    assert complaints(with_line(f"- Niet doen. [@{citation}]")) == [
        ("G15", 33, f"De bron '{citation}' staat niet in {file}.")
    ]


def test_a_known_source_and_helpline_are_fine(complaints):
    assert complaints(with_line("- Niet doen. [@nji-tolk] [@tel:veilig-thuis]")) == []


def test_an_advice_without_source_is_named(complaints):
    assert complaints(article_text(advice="- Doe iets.")) == [("G10", 22, "Hier staat geen bron.")]


def test_a_meaning_without_source_is_named(complaints):
    text = article_text().replace("verlegen zijn. [@vakkennis]", "verlegen zijn.")
    assert complaints(text) == [("G10", 28, "Hier staat geen bron.")]


@pytest.mark.parametrize("start", ["**karakter:** ", "**Trauma:** ", "", "trauma. "])
def test_a_meaning_of_no_known_type_is_named_with_the_choice(complaints, read, start):
    text = article_text().replace("**individueel:** ", start)
    assert complaints(text) == [("G02", 28, "Deze betekenis begint niet met een bekend type.")]
    (problem,) = check_references(read(text)[0], KB)
    assert "trauma" in problem.todo


@pytest.mark.parametrize(
    "number",
    [
        "06-12345678",
        "0612345678",
        "06 12 34 56 78",
        "+31 6 12345678",
        "+31 (0)6 1234 5678",
        "0031612345678",
        "010-1234567",
        "010 - 123 45 67",
        "088 123 45 67",
        "0341-123456",
        "0800-2000",
        "0900 8844",
        "0900-1234567",
        "a.b@school.nl",
    ],
)
def test_a_telephone_number_or_address_in_the_text_is_named(complaints, number):
    what = "Hier staat een telefoonnummer of e-mailadres."
    assert complaints(with_line(f"- Bel {number}.")) == [("G18", 33, what)]


@pytest.mark.parametrize(
    "text",
    ["Bel 112.", "in 2026-2027", "van 12 tot 18", "10.000 euro", "om 08.30 uur", "01-02-2026", "groep 3-4-5"],
)
def test_other_figures_are_no_telephone_number(complaints, text):
    assert complaints(with_line(f"- {text}")) == []


def test_a_telephone_number_in_the_title_is_named(complaints):
    text = article_text().replace("# Een leerling", "# Bel 06-12345678, een leerling", 1)
    assert [(rule, line) for rule, line, _ in complaints(text)] == [("G18", 9)]


@pytest.mark.parametrize(
    "path", ["articles/religie-en-school/x.md", "articles/x.md", "articles/veiligheid/map/x.md"]
)
def test_an_article_in_the_wrong_folder_is_named(complaints, path):
    ((rule, line, what),) = complaints(article_text(), path)
    assert (rule, line) == ("S06", 0)
    assert what.startswith("Het artikel staat in de map")


def test_a_source_that_nobody_has_seen_proves_nothing(complaints):
    (source,) = [key for key in KB.sources if key == "kleinman-1978"]
    ((rule, line, what),) = complaints(with_line(f"- Meteen oordelen. [@{source}]"))
    assert (rule, line) == ("G15", 33)
    assert "geverifieerd: nee" in what


def sources_of(read, *cited):
    line = "- **Vraag het.** Dat helpt. " + " ".join(f"[@{source}]" for source in cited)
    article = read(article_text(advice=line))[0]
    known = {key: KB.sources[key] for key in ("vakkennis", "nji-tolk", "augeo-10-tips", "kleinman-1978")}
    return replace(KB, articles=(article,), routes=(), sources=known)


def test_sources_that_nothing_cites_are_named_together_at_the_first(read):
    (problem,) = check_uncited(sources_of(read))
    first = min(KB.sources["nji-tolk"].line, KB.sources["augeo-10-tips"].line)
    assert "nji-tolk" in problem.what
    assert "augeo-10-tips" in problem.what
    assert "kleinman-1978" not in problem.what  # nobody has seen it, so nobody may cite it
    assert (problem.rule, problem.path, first > 1) == ("S10", "sources.yaml", True)


def test_a_cited_source_is_not_named(read):
    assert list(check_uncited(sources_of(read, "nji-tolk", "augeo-10-tips"))) == []

import pytest
import spacy

from index.dutch import open_pipeline
from kb.library import load_library
from retrieval.curation.thorough import check_thoroughly
from tests.conftest import article_text


@pytest.fixture
def pipeline(tmp_path, monkeypatch):
    nlp = spacy.blank("nl")
    names = ["Piet de Vries", "Edwin Hoffman", "Sami"]
    nlp.add_pipe("entity_ruler").add_patterns([{"label": "PER", "pattern": name} for name in names])
    nlp.to_disk(tmp_path / "pijplijn")
    monkeypatch.setenv("HANDELWIJZER_SPACY", str(tmp_path / "pijplijn"))
    return open_pipeline()


@pytest.fixture
def thorough(put, kb_root, pipeline):
    def look(text):
        put("goed", text)
        kb, _ = load_library(kb_root)
        done = []
        found = check_thoroughly(
            kb, kb.articles, pipeline=pipeline, progress=lambda *step: done.append(step[1:])
        )
        assert done[-1] == (len(kb.articles[0].items),) * 2
        return found

    return look


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("Piet de Vries bellen.", [("G17", 33)]),
        ("Edwin Hoffman nazeggen.", []),  # stands in the bibliography
        ("Sami nadoen.", []),  # a first name alone may well be made up
    ],
)
def test_only_full_names_of_people_that_are_no_source_are_named(thorough, line, found):
    text = article_text().replace("- Meteen oordelen.", f"- {line}")
    assert [(problem.rule, problem.line) for problem in thorough(text).problems] == found


def test_an_article_that_reads_hard_is_named(thorough):
    hard = "Onderwijsondersteuningsstructuurveranderingen " * 12
    found = thorough(article_text().replace("Meteen oordelen.", f"{hard}."))
    assert [(problem.rule, problem.line) for problem in found.problems] == [("G23", 0)]
    assert found.reading_ease["goed"] < 60


def test_what_people_say_does_not_count_for_the_reading_ease(thorough):
    plain = thorough(article_text()).reading_ease
    told = [f"onderwijsondersteuningsstructuurveranderingen {number}" for number in range(8)]
    assert thorough(article_text(situations=told)).reading_ease == plain

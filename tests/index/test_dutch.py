import pytest
import spacy
from spacy.tokens import Doc

from index.dutch import DutchPipeline, open_pipeline
from kb.errors import ModelError


@pytest.fixture(autouse=True)
def _no_package(monkeypatch):
    monkeypatch.setattr("spacy.util.is_package", lambda _name: False)


def test_without_package_or_setting_there_is_a_pipeline_that_finds_sentences_but_no_names():
    pipeline = open_pipeline()
    (analysis,) = pipeline.analyse(["Vraag het. Luister dan, Piet de Vries!"])
    assert (pipeline.names_by, analysis.sentences, analysis.names) == ("niets", 2, ())
    assert analysis.words == ("Vraag", "het", "Luister", "dan", "Piet", "de", "Vries")


def test_the_analyses_come_in_the_order_of_the_texts_with_progress():
    done: list[int] = []
    texts = [f"Dit is zin {number}." for number in range(150)]
    words = [analysis.words[-1] for analysis in open_pipeline().analyse(texts, progress=done.append)]
    assert words == [str(number) for number in range(150)]
    assert done == list(range(1, 151))


def test_a_setting_that_spacy_cannot_open_is_named(monkeypatch):
    monkeypatch.setenv("HANDELWIJZER_SPACY", "bestaat_niet")
    with pytest.raises(ModelError, match="bestaat_niet"):
        open_pipeline()


def test_proper_nouns_in_a_row_may_be_a_name_but_not_the_first_word_of_a_sentence():
    nlp = spacy.blank("nl")
    words = ["Bel", "Veilig", "Thuis", "of", "Jan", "Jansen", "."]
    kinds = ["PROPN", "PROPN", "PROPN", "CCONJ", "PROPN", "PROPN", "PUNCT"]
    starts = [True, *[False] * 6]
    doc = Doc(nlp.vocab, words=words, pos=kinds, sent_starts=starts)

    class Tagged:
        def pipe(self, texts, batch_size):
            return [doc for _ in texts]

    (analysis,) = DutchPipeline("nagemaakt", "eigennamen", Tagged()).analyse(["…"])
    assert analysis.names == ("Veilig Thuis", "Jan Jansen")

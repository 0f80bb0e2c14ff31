"""The only door to spaCy: words, sentences and names of persons in Dutch texts.

It takes seconds to open, so nothing between a question and its answer, and no build, comes here.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kb.errors import ModelError

PACKAGE = "nl_core_news_sm"
SETTING = "HANDELWIJZER_SPACY"
_BATCH = 64  # texts


@dataclass(frozen=True, slots=True)
class Analysis:
    """One text: its words without punctuation, the number of its sentences, and names of persons in it."""

    words: tuple[str, ...]
    sentences: int
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DutchPipeline:
    """A spaCy pipeline. `names_by` is "herkenning", "eigennamen" (a guess by word class) or "niets"."""

    name: str
    names_by: str
    nlp: Any

    def analyse(
        self, texts: Iterable[str], *, progress: Callable[[int], None] | None = None
    ) -> Iterator[Analysis]:
        """Yield the analysis of each text, in their order; `progress` gets the number of texts done."""
        for done, doc in enumerate(self.nlp.pipe(texts, batch_size=_BATCH), start=1):
            words = tuple(token.text for token in doc if any(map(str.isalnum, token.text)))
            yield Analysis(words, sum(1 for _ in doc.sents), tuple(self._names(doc)))
            if progress is not None:
                progress(done)

    def _names(self, doc: Any) -> Iterator[str]:
        """Yield names of two words or more: a first name alone may well be made up."""
        if self.names_by == "herkenning":
            yield from (span.text for span in doc.ents if span.label_ in {"PER", "PERSON"} and len(span) > 1)
        elif self.names_by == "eigennamen":
            yield from _runs_of_proper_nouns(doc)


def _runs_of_proper_nouns(doc: Any) -> Iterator[str]:
    for sentence in doc.sents:
        run: list[str] = []
        for token in [*sentence[1:], None]:  # what opens a sentence has a capital anyway
            if token is not None and token.pos_ == "PROPN" and token.is_title:
                run.append(token.text)
                continue
            if len(run) > 1:
                yield " ".join(run)
            run = []


def open_pipeline() -> DutchPipeline:
    """Open the best Dutch pipeline there is: the package, the folder of the setting, or an empty one.

    Raises:
        ModelError: the setting names something that spaCy cannot open.

    """
    import spacy

    setting = os.environ.get(SETTING, "")
    if setting:
        try:
            return _described(spacy.load(Path(setting) if Path(setting).exists() else setting), setting)
        except (OSError, ValueError) as error:
            todo = f"Wijs met {SETTING} een map of pakket van spaCy aan, of haal de instelling weg."
            raise ModelError("Deze spaCy-pijplijn gaat niet open.", where=setting, todo=todo) from error
    if spacy.util.is_package(PACKAGE):
        return _described(spacy.load(PACKAGE), PACKAGE)
    nlp = spacy.blank("nl")
    nlp.add_pipe("sentencizer")
    return DutchPipeline("spacy.blank('nl')", "niets", nlp)


def _described(nlp: Any, name: str) -> DutchPipeline:
    if "parser" not in nlp.pipe_names and "senter" not in nlp.pipe_names:
        nlp.add_pipe("sentencizer", first=True)
    if {"ner", "entity_ruler"} & set(nlp.pipe_names):
        return DutchPipeline(name, "herkenning", nlp)
    return DutchPipeline(name, "eigennamen" if "morphologizer" in nlp.pipe_names else "niets", nlp)

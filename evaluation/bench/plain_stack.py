"""The plain stack, as one would write it in an afternoon: what `vraag` is compared with.

Usage: python -m evaluation.bench.plain_stack FOLDER, a folder that `write_plain_stack` filled.
"""

from __future__ import annotations

import sys
from pathlib import Path

QUESTION = "Een leerling kijkt me nooit aan als ik met hem praat"


def ask(folder: Path, question: str) -> list[int]:
    """Load everything, encode the question, search; return the rows of the ten nearest passages."""
    import faiss
    import spacy
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(folder / "model"), device="cpu")
    nlp = spacy.blank("nl")
    nlp.add_pipe("sentencizer")
    sentences = [sentence.text for sentence in nlp(question).sents]
    index = faiss.read_index(str(folder / "vectors.faiss"))
    vectors = model.encode([question, *sentences], prompt_name="query", normalize_embeddings=True)
    _, rows = index.search(vectors, 10)
    return [int(row) for row in rows[0]]


if __name__ == "__main__":
    ask(Path(sys.argv[1]), QUESTION)

"""Turn text into token ids without loading a vocabulary of a quarter of a million pieces.

A Unigram tokenizer scores a text by the pieces that occur in it. So for a batch of texts it is
enough to know the pieces among its own substrings: these are looked up in a sorted, memory-mapped
array, and a tokenizer of those few hundred pieces gives exactly the ids of the whole one.
Other kinds (WordPiece, BPE) are small enough to load whole.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import AddedToken, Tokenizer, models

SHELL_FILE = "tokenizer.json"
INFO_FILE = "tokens.json"
TABLE_FILES = {"pieces": "pieces.npy", "ids": "piece_ids.npy", "scores": "piece_scores.npy"}

_TEXTS_AT_ONCE = 512


@dataclass(frozen=True, slots=True)
class PieceTable:
    """A Unigram vocabulary sorted by piece: row i holds a piece, its token id and its score.

    `always` are the rows every small tokenizer needs: that of the unknown piece, and that of the
    lowest score, since the penalty of an unknown character is derived from it.
    """

    pieces: NDArray[np.str_]
    ids: NDArray[np.int32]
    scores: NDArray[np.float64]
    always: tuple[int, int]

    def rows_in(self, words: Iterable[str]) -> list[int]:
        """Return the rows of all pieces that are a substring of a word, `always` first."""
        longest = self.pieces.dtype.itemsize // 4
        # Another dtype than the table's own would make searchsorted copy the whole table.
        candidates = np.array(sorted(set(_substrings(words, longest))), dtype=self.pieces.dtype)
        rows = np.searchsorted(self.pieces, candidates)
        rows = rows[rows < len(self.pieces)]
        found = rows[self.pieces[rows] == candidates[: len(rows)]]
        return list(dict.fromkeys([*self.always, *found.tolist()]))


@dataclass(frozen=True, slots=True)
class LightTokenizer:
    """A tokenizer of one exported model.

    `shell` normalises and cuts words; without a `table` it is the whole tokenizer. `prefix` and
    `suffix` are the ids around every text, `max_length` counts them too.
    """

    shell: Tokenizer
    table: PieceTable | None
    added: tuple[tuple[int, AddedToken], ...]
    prefix: tuple[int, ...]
    suffix: tuple[int, ...]
    max_length: int

    def encode(self, texts: Sequence[str]) -> list[list[int]]:
        """Return the token ids of every text, special tokens included, cut at `max_length`."""
        # A lone surrogate (half an emoji from a broken paste) has no UTF-8 and would raise.
        clean = [text.encode("utf-8", "replace").decode("utf-8") for text in texts]
        chunks = (clean[at : at + _TEXTS_AT_ONCE] for at in range(0, len(clean), _TEXTS_AT_ONCE))
        return [self._around(ids) for chunk in chunks for ids in self._bare(chunk)]

    def _around(self, ids: list[int]) -> list[int]:
        room = self.max_length - len(self.prefix) - len(self.suffix)
        return [*self.prefix, *ids[:room], *self.suffix]

    def _bare(self, texts: list[str]) -> list[list[int]]:
        if self.table is None:
            return _encode(self.shell, texts)
        small, ids = self._small(self.table, texts)
        return [[ids[token] for token in tokens] for tokens in _encode(small, texts)]

    def _small(self, table: PieceTable, texts: list[str]) -> tuple[Tokenizer, dict[int, int]]:
        """Return a tokenizer of only the pieces in `texts`, and its ids' meaning in the whole one."""
        rows = table.rows_in(self._words(texts))
        vocabulary = [(str(table.pieces[row]), float(table.scores[row])) for row in rows]
        small = Tokenizer(models.Unigram(vocabulary, 0, False))
        if self.shell.normalizer is not None:
            small.normalizer = self.shell.normalizer
        if self.shell.pre_tokenizer is not None:
            small.pre_tokenizer = self.shell.pre_tokenizer
        small.add_special_tokens([token for _, token in self.added if token.special])
        small.add_tokens([token for _, token in self.added if not token.special])
        ids = dict(enumerate(table.ids[rows].tolist()))
        known = small.get_vocab(with_added_tokens=True)
        ids.update((known[token.content], index) for index, token in self.added)
        return small, ids

    def _words(self, texts: Iterable[str]) -> set[str]:
        """Return all words that the model can get to see.

        A special token typed in a text cuts it, before or after normalising, and what follows the
        cut starts a word of its own; so the parts count as well as the whole.
        """
        words: set[str] = set()
        for text in texts:
            for part in self._parts(text):
                normal = self.shell.normalizer.normalize_str(part) if self.shell.normalizer else part
                for piece in self._parts(normal):
                    words.update(self._pre_tokenized(piece))
        return words

    def _parts(self, text: str) -> set[str]:
        contents = [token.content for _, token in self.added if token.content in text]
        if not contents:
            return {text}
        return {text, *re.split("|".join(map(re.escape, contents)), text)}

    def _pre_tokenized(self, text: str) -> list[str]:
        if self.shell.pre_tokenizer is None:
            return [text]
        return [word for word, _ in self.shell.pre_tokenizer.pre_tokenize_str(text)]


def open_tokenizer(folder: Path) -> LightTokenizer:
    """Open the tokenizer that `write_tokenizer` left in `folder`.

    Raises OSError, ValueError or KeyError when its files are missing or damaged.
    """
    info = json.loads((folder / INFO_FILE).read_text(encoding="utf-8"))
    added = tuple((int(entry.pop("id")), AddedToken(**entry)) for entry in info["added"])
    return LightTokenizer(
        shell=Tokenizer.from_buffer((folder / SHELL_FILE).read_bytes()),
        table=_open_table(folder, info["always"]) if info["always"] else None,
        added=added,
        prefix=tuple(info["prefix"]),
        suffix=tuple(info["suffix"]),
        max_length=info["max_length"],
    )


def write_tokenizer(definition: str, folder: Path, *, max_length: int) -> None:
    """Write the light form of a tokenizer, given as the text of its `tokenizer.json`."""
    whole = Tokenizer.from_str(definition)
    whole.no_padding()
    whole.no_truncation()
    prefix, suffix = _surroundings(whole)
    content = json.loads(definition) | {"truncation": None, "padding": None}
    info: dict[str, Any] = {"prefix": prefix, "suffix": suffix, "max_length": max_length}
    info |= {"added": [], "always": None}
    if can_be_split(content["model"]):
        info |= {"added": content["added_tokens"], "always": _write_table(content["model"], folder)}
        content |= {"added_tokens": [], "post_processor": None}
        content["model"] = {"type": "Unigram", "unk_id": 0, "vocab": [["<unk>", 0.0]]}
    (folder / SHELL_FILE).write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    (folder / INFO_FILE).write_text(json.dumps(info, ensure_ascii=False), encoding="utf-8")


def can_be_split(model: dict[str, Any]) -> bool:
    """Tell whether the model of a `tokenizer.json` is a Unigram that a piece table can hold.

    Not with byte fallback (its pieces do not occur in the text), nor with pieces that numpy would
    change or that occur twice.
    """
    if model.get("type") != "Unigram" or model.get("byte_fallback") or model.get("unk_id") is None:
        return False
    pieces = [piece for piece, _ in model["vocab"]]
    return len(set(pieces)) == len(pieces) and not any(piece.endswith("\0") for piece in pieces)


def _write_table(model: dict[str, Any], folder: Path) -> tuple[int, int]:
    pieces = np.array([piece for piece, _ in model["vocab"]])
    scores = np.array([score for _, score in model["vocab"]], dtype=np.float64)
    order = np.argsort(pieces)
    table = {"pieces": pieces[order], "ids": order.astype(np.int32), "scores": scores[order]}
    for name, values in table.items():
        np.save(folder / TABLE_FILES[name], values)
    unknown = int(np.flatnonzero(order == model["unk_id"])[0])
    return unknown, int(np.argmin(table["scores"]))


def _open_table(folder: Path, always: Sequence[int]) -> PieceTable:
    # A plain array view: numpy.memmap does bookkeeping in Python on every slice.
    arrays = {name: np.load(folder / file, mmap_mode="r") for name, file in TABLE_FILES.items()}
    return PieceTable(
        **{name: np.asarray(array) for name, array in arrays.items()}, always=(always[0], always[1])
    )


def _surroundings(whole: Tokenizer) -> tuple[list[int], list[int]]:
    """Return the special ids that the tokenizer puts before and after a text."""
    bare = whole.encode("a", add_special_tokens=False).ids
    full = whole.encode("a", add_special_tokens=True).ids
    for start in range(len(full) - len(bare) + 1):
        if full[start : start + len(bare)] == bare:
            return full[:start], full[start + len(bare) :]
    return [], []


def _encode(tokenizer: Tokenizer, texts: list[str]) -> list[list[int]]:
    return [found.ids for found in tokenizer.encode_batch_fast(texts, add_special_tokens=False)]


def _substrings(words: Iterable[str], longest: int) -> Iterator[str]:
    for word in words:
        for start in range(len(word)):
            for end in range(start + 1, min(start + longest, len(word)) + 1):
                yield word[start:end]

"""Turn questions and passages into vectors, with the exported model and without torch.

Word embeddings are looked up here, a row at a time from a file; ONNX Runtime does the layers. Its
weights stay a memory-mapped file, so that opening costs 60 ms and copies nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index.runtime import onnx_runtime
from index.tokens import LightTokenizer, open_tokenizer
from kb.errors import ModelError

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

CARD_FILE = "model.json"
GRAPH_FILE = "encoder.onnx"
EMBEDDINGS_FILE = "embeddings.npy"

# One text of full length. Twice as much was no faster (2 cores, 384 dimensions) and took 30 MB more.
_TOKENS_AT_ONCE = 512

FloatArray = NDArray[np.float32]


class Encoder(Protocol):
    """What turns text into unit vectors; the same one for building and for asking."""

    @property
    def model_id(self) -> str:
        """Name the model by its content; vectors of different ids cannot be compared."""

    @property
    def name(self) -> str:
        """Tell where the model comes from, for people."""

    @property
    def dimensions(self) -> int:
        """Return the length of a vector."""

    def encode_queries(self, texts: Sequence[str]) -> FloatArray:
        """Return one unit vector a question, shape (n, dimensions)."""

    def encode_passages(
        self, texts: Sequence[str], *, progress: Callable[[int], None] | None = None
    ) -> FloatArray:
        """Return one unit vector a passage, shape (n, dimensions)."""


@dataclass(frozen=True, slots=True)
class ModelCard:
    """What an exported model says about itself, in `model.json`.

    `minimum_cosine` is what its verification against sentence-transformers measured, refused below
    `tolerance`. `files` holds the size in bytes of every other file.
    """

    format: int
    model_id: str
    source: str
    dimensions: int
    max_length: int
    query_prompt: str
    passage_prompt: str
    pooling: str
    tolerance: float = 0.0
    minimum_cosine: float = 0.0
    versions: dict[str, str] = field(default_factory=dict)
    files: dict[str, int] = field(default_factory=dict)


class EmbeddingTable:
    """Word embeddings on disk, of which only the needed rows are read.

    Reading beats memory-mapping here: a mapped row brings 64 kB and more of its neighbours into the
    memory that counts as the process's own.
    """

    def __init__(self, path: Path) -> None:
        mapped: NDArray[Any] = np.load(path, mmap_mode="r")
        if mapped.ndim != 2:
            raise ValueError(f"{path.name}: shape {mapped.shape}")
        self._offset = path.stat().st_size - mapped.nbytes
        self._row = mapped.dtype.itemsize * mapped.shape[1]
        self._kind = mapped.dtype
        self.shape = mapped.shape
        self._path = path

    def rows(self, ids: NDArray[np.int64]) -> FloatArray:
        """Return the embeddings of sorted, unique token ids, shape (len(ids), hidden)."""
        raw = bytearray()
        with self._path.open("rb", buffering=0) as file:
            for index in ids.tolist():
                file.seek(self._offset + index * self._row)
                raw += file.read(self._row)
        found = np.frombuffer(raw, self._kind).reshape(len(ids), -1)
        return found.astype(np.float32)


@dataclass(frozen=True, slots=True)
class OnnxEncoder:
    """An exported model, opened."""

    card: ModelCard
    _tokenizer: LightTokenizer
    _embeddings: EmbeddingTable
    _session: InferenceSession

    @property
    def model_id(self) -> str:
        """Name the model by its content."""
        return self.card.model_id

    @property
    def name(self) -> str:
        """Tell where the model comes from, for people."""
        return self.card.source

    @property
    def dimensions(self) -> int:
        """Return the length of a vector."""
        return self.card.dimensions

    def encode_queries(self, texts: Sequence[str]) -> FloatArray:
        """Return one unit vector a question, shape (n, dimensions)."""
        return self._encode([self.card.query_prompt + text for text in texts], None)

    def encode_passages(
        self, texts: Sequence[str], *, progress: Callable[[int], None] | None = None
    ) -> FloatArray:
        """Return one unit vector a passage, shape (n, dimensions).

        `progress` is called after every batch with the number of passages done so far.
        """
        return self._encode([self.card.passage_prompt + text for text in texts], progress)

    def _encode(self, texts: list[str], progress: Callable[[int], None] | None) -> FloatArray:
        ids = self._tokenizer.encode(texts)
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        done = 0
        for batch in batches([len(tokens) for tokens in ids]):
            vectors[batch] = self._run([ids[index] for index in batch])
            done += len(batch)
            if progress is not None:
                progress(done)
        return vectors

    def _run(self, ids: list[list[int]]) -> FloatArray:
        """Encode one batch of token ids, padded to its longest; shape (len(ids), dimensions)."""
        lengths = np.array([len(tokens) for tokens in ids])
        mask = np.arange(max(1, lengths.max())) < lengths[:, None]
        unique, where = np.unique(np.concatenate([np.array(t, np.int64) for t in ids]), return_inverse=True)
        embedded = np.zeros((*mask.shape, self._embeddings.shape[1]), dtype=np.float32)
        embedded[mask] = self._embeddings.rows(unique)[where]
        inputs = {"inputs_embeds": embedded, "attention_mask": mask.astype(np.int64)}
        vectors: FloatArray = self._session.run(None, inputs)[0]
        return vectors


def batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Cut the indices of texts of these lengths into batches of at most 512 padded tokens.

    Longest first, so that a batch holds texts of about one length and memory peaks at once.
    A text that is longer by itself makes a batch of its own.
    """
    order = sorted(range(len(lengths)), key=lambda index: -lengths[index])
    start = 0
    while start < len(order):
        size = max(1, _TOKENS_AT_ONCE // max(1, lengths[order[start]]))
        yield order[start : start + size]
        start += size


def open_encoder(folder: Path) -> OnnxEncoder:
    """Open the model that `index.export` left in `folder`.

    Raises ModelError when files are missing or damaged.
    """
    card = read_card(folder)
    check_files(card, folder)
    try:
        return OnnxEncoder(
            card,
            open_tokenizer(folder),
            EmbeddingTable(folder / EMBEDDINGS_FILE),
            open_session(folder / GRAPH_FILE),
        )
    except Exception as error:  # onnxruntime and tokenizers raise types of their own, and bare Exception
        raise _damaged(folder, str(error).split("\n")[0][:200]) from error


def open_session(graph: Path) -> InferenceSession:
    """Open an ONNX graph that was optimised when it was exported."""
    onnxruntime = onnx_runtime()
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    # Repacked weights would be a tenth faster, but cost 0.1 s at every opening.
    options.add_session_config_entry("session.disable_prepacking", "1")
    return onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])


def read_card(folder: Path) -> ModelCard:
    """Read `model.json`; ModelError when it is missing or damaged."""
    try:
        return ModelCard(**json.loads((folder / CARD_FILE).read_text(encoding="utf-8")))
    except FileNotFoundError as error:
        raise ModelError(
            "hier staat geen taalmodel.", where=str(folder), todo="Maak het met: handelwijzer index model"
        ) from error
    except (OSError, ValueError, TypeError) as error:
        raise _damaged(folder, f"{CARD_FILE} is niet leesbaar") from error


def write_card(card: ModelCard, folder: Path) -> None:
    """Write `model.json`."""
    text = json.dumps(asdict(card), ensure_ascii=False, indent=2)
    (folder / CARD_FILE).write_text(text + "\n", encoding="utf-8")


def check_files(card: ModelCard, folder: Path) -> None:
    """Raise ModelError unless every file of the model is there with the size it was written with."""
    for name, size in card.files.items():
        path = folder / name
        if not path.is_file() or path.stat().st_size != size:
            raise _damaged(folder, f"{name} ontbreekt of is niet heel")


def _damaged(folder: Path, detail: str) -> ModelError:
    return ModelError(
        f"het taalmodel is beschadigd: {detail}.",
        where=str(folder),
        todo="Verwijder deze map en maak het model opnieuw met: handelwijzer index model",
    )

"""Export a model once to a folder that the index and every question can open without torch.

The folder is named by the model's content, written beside its place and moved there whole, and
only when its vectors equal those of sentence-transformers.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index import weights
from index.adapter import PLAIN, adapter_hash
from index.encoder import (
    EMBEDDINGS_FILE,
    GRAPH_FILE,
    ModelCard,
    check_files,
    open_encoder,
    read_card,
    write_card,
)
from index.runtime import onnx_runtime
from index.tokens import write_tokenizer
from kb.errors import ModelError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

FORMAT = 1
TOLERANCE = 0.9999

_TRACED_FILE = "traced.onnx"
_LIBRARIES = ("torch", "transformers", "sentence-transformers", "onnxruntime", "tokenizers")

Progress = Callable[[str, float], None]

# What people paste: short and long, other scripts, marks, special tokens, nothing at all.
PROBES = (
    "Een moeder geeft de juf geen hand bij het oudergesprek.",
    "hoe leg ik uit dat zwemles erbij hoort",
    "HET KIND SPREEKT NIET IN DE KLAS!!! Al sinds september...",
    "",
    " ",
    "?",
    "Ik",
    "Vader zegt steeds 'ja', maar komt de afspraken niet na.\nWat nu?",
    "Thuis spreken ze Tigrinya; Nederlands gaat via de oudste dochter (11).",
    "Öğretmen annemle konuşmak istiyor ama o gelmiyor.",
    "الأم لا تأتي إلى المدرسة لأنها تخاف من الأسئلة",
    "Мама не приходить на батьківські збори, бо працює вночі.",
    "Rodzice nie rozumieją listu ze szkoły.",
    "L'élève dit que son oncle décide pour toute la famille.",
    "ወላጆች ወደ ትምህርት ቤት አይመጡም",
    "父母不来参加家长会。",
    "वह घर पर किसी से बात नहीं करती",
    "😀👍🏽 top!! 🙏 https://voorbeeld.nl/a?b=c&d=1 0612345678",
    "Ze typte </s> <mask> en\tdaarna é, ﬁ, ½ en ＡＢＣ.",
    "Hij wil niet meer naar school, slaapt slecht en zegt dat het toch geen zin heeft. " * 3,
    "Het gesprek ging eerst goed, maar toen het over geld ging werd het stil aan tafel. " * 60,
)


def packaged_id(*, plain: bool = False) -> str:
    """Return the id of the packaged model: the same on every machine, and known without reading it.

    `plain` is that without the adapter.
    """
    made_of = [weights.SHA256, *([] if plain else [adapter_hash()]), str(FORMAT)]
    return hashlib.sha256(":".join(made_of).encode()).hexdigest()[:16]


def is_complete(folder: Path) -> bool:
    """Tell whether `folder` holds a whole exported model of this format."""
    try:
        card = read_card(folder)
        check_files(card, folder)
    except ModelError:
        return False
    return card.format == FORMAT


def export_model(source: str | None, models: Path, *, progress: Progress) -> Path:
    """Export a model to `models/<model_id>/` and return that folder; reuse it when it is there.

    `source` is None (the packaged default, adapted), a .whl file of it, PLAIN (the same without the
    adapter), a folder, or a hub id. `progress` is
    called with what is being done (Dutch) and the part that is ready (0 to 1).
    Raises ModelError when the model cannot be had, is of an unsupported kind, or when its vectors
    differ from sentence-transformers' own by more than the tolerance.
    """
    plain = source == PLAIN
    packaged = plain or source is None or source.endswith(".whl")
    if packaged and is_complete(models / packaged_id(plain=plain)):
        return models / packaged_id(plain=plain)
    progress("Bibliotheken laden", 0.0)
    from index import model as heavy

    progress("Model lezen", 0.2)
    model = heavy.load_sentence_transformer(source)
    name = str(source)
    if packaged:
        name = weights.SOURCE if plain else f"{weights.SOURCE}, aangepast aan vertelde situaties"
    card = heavy.describe(model, source=name, format_version=FORMAT)
    if packaged:
        card = replace(card, model_id=packaged_id(plain=plain))
    target = models / card.model_id
    if not is_complete(target):
        with _beside(target) as folder:
            _write(model, card, folder, progress)
    progress("Klaar", 1.0)
    return target


def _write(model: SentenceTransformer, card: ModelCard, folder: Path, progress: Progress) -> None:
    from index import model as heavy

    progress("Model omzetten", 0.4)
    traced = folder / _TRACED_FILE
    heavy.write_graph(model, traced, pooling=card.pooling)
    optimise(traced, folder / GRAPH_FILE)
    traced.unlink()
    # Half the disk; the rounding is far below the tolerance, and the verification sees it.
    np.save(folder / EMBEDDINGS_FILE, heavy.word_embeddings(model).astype(np.float16))
    progress("Woordenlijst schrijven", 0.6)
    write_tokenizer(heavy.tokenizer_definition(model), folder, max_length=card.max_length)
    sizes = {path.name: path.stat().st_size for path in sorted(folder.iterdir())}
    versions = {name: metadata.version(name) for name in _LIBRARIES}
    card = replace(card, tolerance=TOLERANCE, files=sizes, versions=versions)
    write_card(card, folder)
    progress("Vectoren vergelijken", 0.8)
    write_card(replace(card, minimum_cosine=verify(model, folder)), folder)


def optimise(traced: Path, graph: Path) -> None:
    """Optimise an ONNX graph for any processor, with its weights in a file of their own beside it.

    Weights in a file of their own can be memory-mapped, which makes opening fast and light.
    """
    onnxruntime = onnx_runtime()
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_EXTENDED
    options.optimized_model_filepath = str(graph)
    key = "session.optimized_model_external_initializers"
    options.add_session_config_entry(f"{key}_file_name", f"{graph.name}.data")
    options.add_session_config_entry(f"{key}_min_size_in_bytes", "1024")
    onnxruntime.InferenceSession(str(traced), options, providers=["CPUExecutionProvider"])


def verify(model: SentenceTransformer, folder: Path) -> float:
    """Return the lowest cosine between exported and original vectors over questions and passages.

    Raises ModelError when it lies below the tolerance.
    """
    from index import model as heavy

    encoder = open_encoder(folder)
    texts = list(PROBES)
    pairs = [
        (encoder.encode_queries(texts), encoder.card.query_prompt),
        (encoder.encode_passages(texts), encoder.card.passage_prompt),
    ]
    cosines = [
        (ours * heavy.reference_vectors(model, texts, prompt=prompt)).sum(axis=1) for ours, prompt in pairs
    ]
    lowest = float(np.min(cosines))
    if not lowest >= TOLERANCE:  # also refuses NaN
        raise ModelError(
            f"het omgezette model geeft andere vectoren dan het origineel (cosinus {lowest:.5f}, "
            f"minstens {TOLERANCE} is nodig).",
            where=encoder.card.source,
            todo="Gebruik een ander model, of laat de naam weg voor het meegeleverde model.",
        )
    return min(lowest, 1.0)


@contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """Yield an empty folder that takes the place of `target` when all went well."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(
        prefix=f".{target.name}-", dir=target.parent, ignore_cleanup_errors=True
    ) as room:
        fresh = Path(room) / "new"
        fresh.mkdir()
        yield fresh
        _swap(fresh, target, aside=Path(room) / "old")


def _swap(fresh: Path, target: Path, *, aside: Path) -> None:
    """Put `fresh` at `target`; what stood there is incomplete, unless another process was first."""
    if is_complete(target):
        return
    if target.exists():
        os.replace(target, aside)
    try:
        os.replace(fresh, target)
    except OSError:
        if not is_complete(target):
            raise

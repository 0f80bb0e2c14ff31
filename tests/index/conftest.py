"""Tiny models, made here: small enough to export in a test, and the packaged one, exported once."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors, trainers

CORPUS = (
    "Een moeder geeft de juf geen hand bij het oudergesprek.",
    "De leerling is stil in de klas en kijkt weg als de docent iets vraagt.",
    "Vader komt niet op de ouderavond want hij werkt in de avond.",
    "Het meisje mag niet mee op schoolreis van haar ouders.",
    "Thuis wordt er een andere taal gesproken dan op school.",
)
SPECIAL = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]


@pytest.fixture(scope="session")
def unigram() -> Tokenizer:
    """A whole Unigram tokenizer of the same build as XLM-R's."""
    whole = Tokenizer(models.Unigram())
    whole.normalizer = normalizers.NFKC()
    space = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    whole.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), space])
    trainer = trainers.UnigramTrainer(vocab_size=120, special_tokens=SPECIAL, unk_token="<unk>")
    whole.train_from_iterator(CORPUS, trainer)
    whole.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    return whole


@pytest.fixture(scope="session")
def wordpiece() -> Tokenizer:
    """A whole BERT tokenizer."""
    whole = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    whole.normalizer = normalizers.BertNormalizer(lowercase=True)
    whole.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    names = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
    whole.train_from_iterator(CORPUS, trainers.WordPieceTrainer(vocab_size=150, special_tokens=names))
    whole.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    return whole


@pytest.fixture(scope="session")
def tiny_model(unigram: Tokenizer, wordpiece: Tokenizer) -> Callable[..., Path]:
    """Return a function that saves a random SentenceTransformer of one small BERT layer in a folder."""

    def make(folder: Path, *, kind: str = "wordpiece", pooling: str = "mean", extra: Any = None) -> Path:
        import torch
        import transformers
        from sentence_transformers import SentenceTransformer
        from sentence_transformers.sentence_transformer.modules import Pooling, Transformer

        backbone = folder / "backbone"
        whole = unigram if kind == "unigram" else wordpiece
        names = (
            {"pad_token": "<pad>", "unk_token": "<unk>"}
            if kind == "unigram"
            else {"pad_token": "[PAD]", "unk_token": "[UNK]"}
        )
        fast = transformers.PreTrainedTokenizerFast(
            tokenizer_object=Tokenizer.from_str(whole.to_str()), model_max_length=64, **names
        )
        fast.save_pretrained(backbone)
        torch.manual_seed(7)
        config = transformers.BertConfig(
            vocab_size=whole.get_vocab_size(),
            hidden_size=32,
            num_hidden_layers=2,
            num_attention_heads=4,
            intermediate_size=48,
            max_position_embeddings=64,
            initializer_range=0.5,  # so that texts differ enough for a wrong export to show
        )
        transformers.BertModel(config).save_pretrained(backbone)
        offline = {"local_files_only": True}
        transformer = Transformer(
            str(backbone),
            max_seq_length=64,
            model_kwargs=offline,
            processor_kwargs=offline,
            config_kwargs=offline,
        )
        modules = [transformer, Pooling(32, pooling_mode=pooling)]
        model = SentenceTransformer(
            modules=[*modules, *([extra] if extra else [])],
            prompts={"query": "vraag: ", "document": "tekst: "},
            device="cpu",
        )
        model.save(str(folder / "model"))
        return folder / "model"

    return make


@pytest.fixture(scope="session")
def exported(tiny_model: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny Unigram model, exported."""
    from index.export import export_model

    source = tiny_model(tmp_path_factory.mktemp("tiny"), kind="unigram")
    return export_model(str(source), tmp_path_factory.mktemp("models"), progress=lambda what, part: None)


@pytest.fixture(scope="session")
def packaged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packaged model, exported; the one in `index/data` is used when it is there."""
    from index.export import export_model, is_complete, packaged_id

    built = Path(__file__).parents[2] / "index" / "data" / "models" / packaged_id()
    if is_complete(built):
        return built
    return export_model(None, tmp_path_factory.mktemp("models"), progress=lambda what, part: None)


@pytest.fixture
def card_of() -> Callable[[Path], dict[str, Any]]:
    """Return a function that reads a model's card as plain data."""
    return lambda folder: json.loads((folder / "model.json").read_text(encoding="utf-8"))

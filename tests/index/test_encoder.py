import shutil

import numpy as np
import pytest

from index import encoder
from index.encoder import batches, open_encoder
from kb.errors import ModelError

TEXTS = [
    "Een moeder geeft de juf geen hand.",
    "stil",
    "",
    "Vader komt niet op de ouderavond want hij werkt in de avond. " * 3,
    "taal thuis",
    "😀",
]


def test_batches_hold_every_text_once_within_the_limit():
    lengths = [3, 300, 40, 40, 2000, 7, 0, 512]
    found = list(batches(lengths))

    assert sorted(index for batch in found for index in batch) == list(range(len(lengths)))
    padded = [len(batch) * max(lengths[index] for index in batch) for batch in found if len(batch) > 1]
    assert padded
    assert max(padded) <= 512
    assert [4] in found  # too long for any batch, so alone


def test_batches_of_nothing():
    assert list(batches([])) == []


def test_embedding_rows_equal_the_file(tmp_path):
    table = np.random.default_rng(3).normal(size=(50, 6)).astype(np.float16)
    np.save(tmp_path / "e.npy", table)
    rows = encoder.EmbeddingTable(tmp_path / "e.npy").rows(np.array([0, 7, 49]))

    assert rows.dtype == np.float32
    assert np.array_equal(rows, table[[0, 7, 49]].astype(np.float32))


def test_gives_unit_vectors_in_the_order_of_the_texts(exported):
    model = open_encoder(exported)
    vectors = model.encode_passages(TEXTS)

    assert vectors.shape == (len(TEXTS), model.dimensions)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)
    assert np.allclose(vectors[::-1], model.encode_passages(TEXTS[::-1]), atol=1e-6)


def test_does_not_depend_on_the_batch(exported):
    model = open_encoder(exported)
    alone = np.concatenate([model.encode_queries([text]) for text in TEXTS])

    assert np.abs(alone - model.encode_queries(TEXTS)).max() <= 1e-6


def test_questions_and_passages_have_prompts_of_their_own(exported):
    model = open_encoder(exported)

    assert (model.card.query_prompt, model.card.passage_prompt) == ("vraag: ", "tekst: ")
    assert np.abs(model.encode_queries(["klas"]) - model.encode_passages(["klas"])).max() > 1e-3


def test_nothing_in_gives_nothing_out(exported):
    model = open_encoder(exported)

    assert model.encode_queries([]).shape == (0, model.dimensions)
    assert model.encode_passages([]).shape == (0, model.dimensions)


def test_reports_progress_up_to_the_last_passage(exported):
    seen: list[int] = []
    open_encoder(exported).encode_passages(TEXTS * 40, progress=seen.append)

    assert len(seen) > 1
    assert seen == sorted(seen)
    assert seen[-1] == len(TEXTS) * 40


def test_says_that_there_is_no_model(tmp_path):
    with pytest.raises(ModelError, match=r"geen taalmodel.*index model"):
        open_encoder(tmp_path)


@pytest.mark.parametrize(
    "name", ["encoder.onnx", "encoder.onnx.data", "embeddings.npy", "pieces.npy", "tokens.json"]
)
def test_refuses_a_missing_or_shortened_file(exported, tmp_path, name):
    folder = tmp_path / "model"
    shutil.copytree(exported, folder)
    (folder / name).write_bytes((folder / name).read_bytes()[:-1])
    with pytest.raises(ModelError, match=rf"beschadigd: {name}"):
        open_encoder(folder)
    (folder / name).unlink()
    with pytest.raises(ModelError, match=rf"beschadigd: {name}"):
        open_encoder(folder)


@pytest.mark.parametrize("name", ["encoder.onnx", "tokenizer.json", "tokens.json", "embeddings.npy"])
def test_refuses_a_file_of_the_right_size_with_other_bytes(exported, tmp_path, name):
    folder = tmp_path / "model"
    shutil.copytree(exported, folder)
    (folder / name).write_bytes(b"\x01" * (folder / name).stat().st_size)

    with pytest.raises(ModelError, match="beschadigd"):
        open_encoder(folder)


@pytest.mark.parametrize("text", ["{", "[]", '{"onbekend": 1}', '{"format": 1}'])
def test_refuses_a_card_it_cannot_read(tmp_path, text):
    (tmp_path / "model.json").write_text(text)

    with pytest.raises(ModelError, match=r"model\.json is niet leesbaar"):
        open_encoder(tmp_path)


@pytest.mark.model
def test_packaged_model_knows_what_belongs_together(packaged):
    model = open_encoder(packaged)
    question = model.encode_queries(["moeder geeft geen hand aan de juf"])
    passages = model.encode_passages(
        ["Sommige ouders begroeten zonder een hand te geven.", "De fietsenstalling is op zaterdag dicht."]
    )
    near, far = (question @ passages.T)[0]

    assert model.dimensions == 384
    assert near > far + 0.02

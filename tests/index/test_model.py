import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from index import export
from index.encoder import open_encoder
from index.export import export_model, is_complete, packaged_id
from index.network import reachable
from kb.errors import ModelError


def quiet(what, part):
    pass


@pytest.mark.parametrize(
    ("kind", "pooling"), [("wordpiece", "mean"), ("wordpiece", "cls"), ("unigram", "cls")]
)
def test_exports_a_model_that_equals_the_original(tiny_model, tmp_path, card_of, kind, pooling):
    from sentence_transformers import SentenceTransformer

    source = tiny_model(tmp_path, kind=kind, pooling=pooling)
    folder = export_model(str(source), tmp_path / "models", progress=quiet)
    texts = ["De leerling is stil in de klas.", "hand"]
    original = SentenceTransformer(str(source)).encode(texts, prompt="vraag: ", normalize_embeddings=True)

    assert card_of(folder)["pooling"] == pooling
    assert card_of(folder)["minimum_cosine"] >= 0.9999
    assert folder.name == card_of(folder)["model_id"]
    assert np.allclose(open_encoder(folder).encode_queries(texts), original, atol=2e-3)


def test_mean_and_cls_are_different_models(tiny_model, tmp_path):
    folders = [
        export_model(
            str(tiny_model(tmp_path / pooling, pooling=pooling)), tmp_path / "models", progress=quiet
        )
        for pooling in ("mean", "cls")
    ]

    assert folders[0] != folders[1]


def test_the_same_model_gets_the_same_id_and_is_not_exported_twice(tiny_model, tmp_path, monkeypatch):
    source = tiny_model(tmp_path)
    first = export_model(str(source), tmp_path / "models", progress=quiet)
    copy = shutil.copytree(source, tmp_path / "elders")
    monkeypatch.setattr(export, "_write", None)

    assert export_model(str(copy), tmp_path / "models", progress=quiet) == first


def test_replaces_an_incomplete_folder(tiny_model, tmp_path):
    source = tiny_model(tmp_path)
    folder = export_model(str(source), tmp_path / "models", progress=quiet)
    (folder / "embeddings.npy").unlink()
    assert not is_complete(folder)

    assert export_model(str(source), tmp_path / "models", progress=quiet) == folder
    assert is_complete(folder)
    assert [path.name for path in (tmp_path / "models").iterdir()] == [folder.name]


def test_leaves_nothing_behind_when_the_vectors_differ(tiny_model, tmp_path, monkeypatch):
    source = tiny_model(tmp_path)
    monkeypatch.setattr(export, "TOLERANCE", 1.1)

    with pytest.raises(ModelError, match="andere vectoren"):
        export_model(str(source), tmp_path / "models", progress=quiet)
    assert list((tmp_path / "models").iterdir()) == []


def test_verification_sees_a_wrong_embedding_table(tiny_model, tmp_path, monkeypatch):
    from index import model

    right = model.word_embeddings
    monkeypatch.setattr(model, "word_embeddings", lambda loaded: right(loaded)[::-1].copy())

    with pytest.raises(ModelError, match="andere vectoren"):
        export_model(str(tiny_model(tmp_path)), tmp_path / "models", progress=quiet)


def test_refuses_a_model_with_a_dense_layer(tiny_model, tmp_path):
    from sentence_transformers.sentence_transformer.modules import Dense

    source = tiny_model(tmp_path, extra=Dense(32, 8))

    with pytest.raises(ModelError, match=r"Transformer, Pooling, Dense.*Ondersteund zijn"):
        export_model(str(source), tmp_path / "models", progress=quiet)


def test_refuses_another_pooling(tiny_model, tmp_path):
    with pytest.raises(ModelError, match="'max'"):
        export_model(str(tiny_model(tmp_path, pooling="max")), tmp_path / "models", progress=quiet)


def test_refuses_a_folder_without_a_model(tmp_path):
    with pytest.raises(ModelError, match="geen leesbaar model") as caught:
        export_model(str(tmp_path), tmp_path / "models", progress=quiet)
    assert caught.value.where == str(tmp_path)


def test_refuses_a_path_that_does_not_exist(tmp_path):
    with pytest.raises(ModelError, match="bestaat niet"):
        export_model(str(tmp_path / "weg" / "model"), tmp_path / "models", progress=quiet)


def test_hub_id_without_a_network_fails_clearly_and_fast(tmp_path, monkeypatch):
    from index import model

    monkeypatch.setattr(model, "reachable", lambda url: False)
    start = time.monotonic()

    with pytest.raises(ModelError, match=r"niet bereikbaar.*meegeleverde model"):
        export_model("handelwijzer-test/bestaat-niet", tmp_path / "models", progress=quiet)
    assert time.monotonic() - start < 5


@pytest.mark.enable_socket
def test_a_silent_server_is_not_waited_for():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        start = time.monotonic()

        assert not reachable(f"http://127.0.0.1:{server.getsockname()[1]}", seconds=0.3)
        assert time.monotonic() - start < 2


def test_an_address_without_a_server_is_not_reachable():
    assert not reachable("http://bestaat-niet.invalid", seconds=2)


@pytest.mark.model
def test_packaged_model_is_reused_without_torch(packaged):
    code = (
        "import sys; from pathlib import Path; from index.export import export_model\n"
        f"export_model(None, Path({str(packaged.parent)!r}), progress=print)\n"
        "heavy = {'torch', 'transformers', 'sentence_transformers', 'onnx', 'sentencepiece'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )

    assert done.stdout.strip() == "[]"


@pytest.mark.model
def test_packaged_model_is_verified(packaged, card_of):
    card = card_of(packaged)

    assert packaged.name == card["model_id"] == packaged_id()
    assert card["minimum_cosine"] >= 0.9999
    assert (card["query_prompt"], card["passage_prompt"]) == ("query: ", "passage: ")

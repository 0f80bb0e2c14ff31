"""What tests share: a fast encoder that needs no model, and small knowledge bases on disk."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from index.build import build
from index.generation import read_generation
from index.refresh import OpenIndex, open_index
from index.store import IndexFolder, writing
from index.terms import terms
from kb.files import DATA_FILES

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class FakeEncoder:
    """Vectors of words: texts that share words are near; the same text always gives the same vector."""

    model_id: str = "fake"
    name: str = "woorden"
    dimensions: int = 64

    def encode_queries(self, texts: Sequence[str]) -> np.ndarray:
        return np.array([self._vector(text) for text in texts], dtype=np.float32).reshape(-1, self.dimensions)

    def encode_passages(
        self, texts: Sequence[str], *, progress: Callable[[int], None] | None = None
    ) -> np.ndarray:
        return self.encode_queries(texts)

    def _vector(self, text: str) -> np.ndarray:
        total = np.full(self.dimensions, 1e-3)
        for term in terms(text):
            seed = int.from_bytes(hashlib.sha256(term.encode()).digest()[:4], "big")
            total += np.random.default_rng(seed).standard_normal(self.dimensions)
        return total / np.linalg.norm(total)


def article_text(
    title: str = "Een leerling kijkt weg",
    *,
    theme: str = "veiligheid",
    front: str = "",
    advice: str = "- **Vraag het rustig.** Ga naast de leerling zitten. [@vakkennis]",
    situations: Sequence[str] = (),
    extra: str = "",
) -> str:
    """Return the text of an article that has no problems, with parts that a test wants to change."""
    lines = situations or [f"situatie nummer {number} over {title.lower()}" for number in range(8)]
    told = "\n".join(f'- "{line}"' for line in lines)
    more = "\n".join(
        f"- **Doe stap {number}.** Omdat dat helpt bij {title.lower()}. [@vakkennis]" for number in "123"
    )
    return f"""---
thema: {theme}
leefdomein: [school]
leeftijd: [basisschool-4-12]
beroepsgroep: [leerkracht-po]
gecontroleerd_op: 2026-11-22
status: concept
{front}---
# {title}

## In het kort
Vraag eerst hoe het gaat. Luister dan.

## Wat je ziet
{title}. Je ziet het in de klas.

## Vraag eerst
- "Hoe gaat het met je?"
- "Wat heb je nodig?"

## Wat je kunt doen
{advice}
{more}

## Wat het kan betekenen
- **individueel:** Iemand kan verlegen zijn. [@vakkennis]
- **taal:** Soms kost luisteren alle aandacht. [@vakkennis]
- **institutioneel:** Het kan ook aan ons liggen. [@vakkennis]

## Beter niet
- Meteen oordelen.

## Wanneer opschalen
- Bespreek het met de ib'er als het aanhoudt.
{extra}
## Zo klinkt het
{told}
"""


@pytest.fixture
def kb_root(tmp_path: Path) -> Path:
    """A knowledge base with the project's own data files and no articles yet."""
    root = tmp_path / "kb"
    (root / "articles").mkdir(parents=True)
    for name in DATA_FILES:
        shutil.copy(ROOT / "kb" / name, root / name)
    return root


@pytest.fixture
def small_data(kb_root: Path) -> None:
    """Data files beside the vocabulary that are read in no time, in the place of the project's own."""
    source = "vakkennis: {auteur: A, titel: T, soort: vakkennis, geverifieerd: nee}\n"
    route = "ggz: {naam: G, urgentie: zorg, familie_verborgen: false, gewoon_advies: true, hulplijnen: []"
    texts = {
        "sources.yaml": source,
        "helplines.yaml": "lijn: {naam: L, waarvoor: W}\n",
        "routes.yaml": f'{route}, stappen: ["Bel. [@vakkennis]"], nooit: ["Wacht niet. [@vakkennis]"]}}\n',
        "signals.yaml": 'ggz:\n  zorg:\n    - "wil niet meer verder"\n',
    }
    for name, text in texts.items():
        (kb_root / name).write_text(text, encoding="utf-8")


@pytest.fixture
def put(kb_root: Path) -> Callable[..., Path]:
    """Write an article: put("slug", article_text(...)), in the folder of its theme."""

    def write(slug: str, text: str | None = None, theme: str = "veiligheid") -> Path:
        path = kb_root / "articles" / theme / f"{slug}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(
            article_text(slug.replace("-", " "), theme=theme) if text is None else text, encoding="utf-8"
        )
        return path

    return write


@pytest.fixture
def fake_encoder(monkeypatch: pytest.MonkeyPatch) -> FakeEncoder:
    """The fast encoder, also for everything that opens the index by itself."""
    encoder = FakeEncoder()
    for name in ("index.refresh.open_encoder", "index.status.open_encoder"):
        monkeypatch.setattr(name, lambda _folder: encoder)
    monkeypatch.setattr("index.refresh.ensure_encoder", lambda _folder, **_: encoder)
    monkeypatch.setattr("index.refresh.model_present", lambda _folder, _model: True)
    return encoder


@pytest.fixture
def small_index(
    kb_root: Path, put: Callable[..., Path], fake_encoder: FakeEncoder, tmp_path: Path
) -> OpenIndex:
    """An index of three articles, made by the fast encoder."""
    put("kijkt-weg", article_text("Een leerling kijkt weg"))
    put("komt-te-laat", article_text("Een leerling komt te laat"))
    put("ouder-is-boos", article_text("Een ouder is boos"))
    folder = IndexFolder(tmp_path / "data")
    with writing(folder):
        build(folder, kb_root, encoder=fake_encoder)
    current = folder.current()
    assert current is not None
    return OpenIndex(read_generation(current), fake_encoder)


@pytest.fixture(scope="session")
def real_index() -> OpenIndex:
    """The index of the project's own articles by the real model; built on first use, kept in index/data."""
    return open_index(IndexFolder(ROOT / "index" / "data"), ROOT / "kb")


@pytest.fixture(autouse=True)
def _plain_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    """No settings of the machine."""
    for name in [name for name in os.environ if name.startswith("HANDELWIJZER_")]:
        monkeypatch.delenv(name)

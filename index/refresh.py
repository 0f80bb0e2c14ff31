"""Opening the index for a question: built when missing, mended when damaged, renewed when stale."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from index.encoder import Encoder, check_files, open_encoder, read_card
from index.freshness import stale_paths
from index.generation import Generation, read_generation, reread
from index.manifest import Manifest, read_manifest
from index.progress import Progress, silent
from index.store import IndexFolder, writing
from kb.errors import IndexStoreError, ModelError

if TYPE_CHECKING:
    from index.build import BuildReport

Notify = Callable[[str], None]
_LOOKS = 10
_AGAIN = "Hij wordt nu opnieuw gebouwd."
_NOT_OPENED = "Het taalmodel kon niet geopend worden."


@dataclass(frozen=True, slots=True)
class OpenIndex:
    """A generation and the encoder that made it."""

    generation: Generation
    encoder: Encoder


def open_index(
    folder: IndexFolder, kb_root: Path, *, progress: Progress = silent, notify: Notify = lambda _: None
) -> OpenIndex:
    """Open the index of a knowledge base, up to date.

    Args:
        folder: where the index stands, or will.
        kb_root: the folder of the knowledge base.
        progress: is told how far a build is.
        notify: is told, in one Dutch line each, what the asker should know (damage, an old index).

    Raises:
        KnowledgeBaseError, ModelError, IndexStoreError: there is nothing to answer from.
    """
    ahead = _Ahead(folder)
    generation = _read_current(folder, notify)
    ready = _up_to_date(folder, kb_root, generation, notify, ahead=ahead)
    if ready is not None:
        return ready
    try:
        return _built(folder, kb_root, generation, ahead=ahead, progress=progress)
    except IndexStoreError as error:
        if generation is None or generation.manifest.kb_root != str(kb_root.resolve()):
            raise
        notify(
            f"Let op: de index is van {generation.manifest.built_at} en kan niet worden bijgewerkt. {error}"
        )
        return OpenIndex(generation, open_encoder(folder.models / generation.manifest.model_id))


def _read_current(folder: IndexFolder, notify: Notify) -> Generation | None:
    for _ in range(_LOOKS):
        current = folder.current()
        if current is None:
            if folder.has_generations():
                notify(f"Welke index in gebruik is, is niet te lezen ({folder.root / 'current'}). {_AGAIN}")
            return None
        try:
            return read_generation(current)
        except IndexStoreError as error:
            # A build that finished meanwhile may just have removed what was read: then look again.
            if folder.current() == current:
                notify(f"{error.what} ({error.where}) {_AGAIN}")
                return None
    return None


class _Ahead:
    """The chosen encoder, opened in a thread of its own while the index is read: both take about as long."""

    def __init__(self, folder: IndexFolder) -> None:
        self._models, self.model_id = folder.models, folder.chosen_model()
        self._opened: Encoder | ModelError | None = None
        self._thread = threading.Thread(target=self._open, daemon=True)
        if self.model_id is not None:
            self._thread.start()

    def _open(self) -> None:
        try:
            self._opened = open_encoder(self._models / str(self.model_id))
        except ModelError as error:
            self._opened = error

    def chosen(self) -> Encoder | None:
        """Return the chosen encoder, or None where none was chosen or it cannot be opened."""
        if self.model_id is None:
            return None
        self._thread.join()
        return None if isinstance(self._opened, ModelError) else self._opened

    def encoder(self, model_id: str) -> Encoder:
        """Return the encoder of this id, opened ahead or now.

        Raises:
            ModelError: it is missing or damaged.
        """
        if model_id != self.model_id:
            return open_encoder(self._models / model_id)
        opened = self.chosen()
        if opened is None:
            raise self._opened if isinstance(self._opened, ModelError) else ModelError(_NOT_OPENED)
        return opened


def _up_to_date(
    folder: IndexFolder,
    kb_root: Path,
    generation: Generation | None,
    notify: Notify = lambda _: None,
    *,
    ahead: _Ahead | None = None,
) -> OpenIndex | None:
    if generation is None or not _made_of(generation.manifest, folder, kb_root):
        return None
    try:
        model_id = generation.manifest.model_id
        encoder = ahead.encoder(model_id) if ahead else open_encoder(folder.models / model_id)
        return OpenIndex(generation, encoder)
    except ModelError as error:
        notify(f"{error.what} Het wordt nu opnieuw gemaakt.")
        return None


def _built(
    folder: IndexFolder, kb_root: Path, known: Generation | None, *, ahead: _Ahead, progress: Progress
) -> OpenIndex:
    from index.build import build  # reads articles, which a question does not

    with writing(folder):
        # Another window may have built it while this one waited.
        current = reread(folder, known)
        ready = None if current is known else _up_to_date(folder, kb_root, current)
        if ready is not None:
            return ready
        encoder = ahead.chosen() or ensure_encoder(folder, progress=progress)
        report = build(folder, kb_root, encoder=encoder, known=current, progress=progress)
    return OpenIndex(report.generation, encoder)


def _made_of(manifest: Manifest, folder: IndexFolder, kb_root: Path) -> bool:
    same_model = manifest.model_id == (folder.chosen_model() or manifest.model_id)
    same_kb = manifest.kb_root == str(kb_root.resolve())
    return same_model and same_kb and not stale_paths(manifest, kb_root)


def ensure_encoder(folder: IndexFolder, *, progress: Progress = silent) -> Encoder:
    """Open the chosen model; export the packaged one where none was chosen or it is gone.

    Raises:
        ModelError: the chosen model is gone and is not the packaged one, or it cannot be exported.
    """
    from index.export import packaged_id

    chosen = folder.chosen_model() or _model_in_use(folder)
    if chosen is not None:
        try:
            return open_encoder(folder.models / chosen)
        except ModelError:
            if chosen != packaged_id():
                raise
    return add_model(folder, None, progress=progress)


def _model_in_use(folder: IndexFolder) -> str | None:
    current = folder.current()
    try:
        return None if current is None else read_manifest(current).model_id
    except IndexStoreError:
        return None


def add_model(folder: IndexFolder, source: str | None, *, progress: Progress = silent) -> Encoder:
    """Export a model (None: the packaged one) and make it the one for the next build.

    Raises:
        ModelError: it cannot be had or exported.
    """
    from index.export import export_model  # heavy: torch and sentence-transformers, once per model

    exported = export_model(
        source,
        folder.models,
        progress=lambda _, part: progress("Taalmodel klaarzetten", round(100 * part), 100),
    )
    encoder = open_encoder(exported)
    folder.choose_model(encoder.model_id)
    return encoder


def refresh(
    folder: IndexFolder, kb_root: Path, *, full: bool = False, progress: Progress = silent
) -> BuildReport | None:
    """Bring the index up to date; None where it was already.

    Raises:
        KnowledgeBaseError, ModelError, IndexStoreError: it cannot be built.
    """
    from index.build import build

    if not full and is_fresh(folder, kb_root):
        return None
    with writing(folder):
        if not full and is_fresh(folder, kb_root):
            return None
        return build(
            folder, kb_root, encoder=ensure_encoder(folder, progress=progress), full=full, progress=progress
        )


def is_fresh(folder: IndexFolder, kb_root: Path) -> bool:
    """Whether the generation in use is whole, and made of exactly these files by the chosen model."""
    generation = reread(folder)
    if generation is None or not model_present(folder, generation.manifest.model_id):
        return False
    return _made_of(generation.manifest, folder, kb_root)


def model_present(folder: IndexFolder, model_id: str) -> bool:
    """Whether an exported model of this id stands in the index folder, whole."""
    try:
        check_files(read_card(folder.models / model_id), folder.models / model_id)
    except ModelError:
        return False
    return True

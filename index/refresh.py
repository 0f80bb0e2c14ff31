"""Opening the index for a question: built when missing, mended when damaged, renewed when stale."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from index.build import BuildReport, Progress, build, silent
from index.encoder import Encoder, open_encoder
from index.freshness import stale_paths
from index.generation import Generation, read_generation
from index.store import IndexFolder, writing
from kb.errors import IndexStoreError, ModelError

Notify = Callable[[str], None]


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
    generation = _read_current(folder, notify)
    if generation is None:
        return _built(folder, kb_root, full=True, progress=progress)
    other_kb = generation.manifest.kb_root != str(kb_root.resolve())
    stale = other_kb or bool(stale_paths(generation.manifest, kb_root))
    stale = stale or generation.manifest.model_id != (folder.chosen_model() or generation.manifest.model_id)
    if not stale:
        encoder = _encoder_of(folder, generation, notify)
        if encoder is not None:
            return OpenIndex(generation, encoder)
    try:
        return _built(folder, kb_root, full=False, progress=progress)
    except IndexStoreError as error:
        if other_kb:
            raise
        notify(
            f"Let op: de index is van {generation.manifest.built_at} en kan niet worden bijgewerkt. {error}"
        )
        return OpenIndex(generation, open_encoder(folder.models / generation.manifest.model_id))


def _read_current(folder: IndexFolder, notify: Notify) -> Generation | None:
    # A second look: a build that finished meanwhile may just have removed what was read.
    for last in (False, True):
        current = folder.current()
        if current is None:
            return None
        try:
            return read_generation(current)
        except IndexStoreError as error:
            if last:
                notify(f"{error.what} ({error.where}) Hij wordt nu opnieuw gebouwd.")
    return None


def _encoder_of(folder: IndexFolder, generation: Generation, notify: Notify) -> Encoder | None:
    try:
        return open_encoder(folder.models / generation.manifest.model_id)
    except ModelError as error:
        notify(f"{error.what} Het wordt nu opnieuw gemaakt.")
        return None


def _built(folder: IndexFolder, kb_root: Path, *, full: bool, progress: Progress) -> OpenIndex:
    with writing(folder):
        encoder = ensure_encoder(folder, progress=progress)
        build(folder, kb_root, encoder=encoder, full=full, progress=progress)
        current = folder.current()
    if current is None:
        raise IndexStoreError("De index is meteen na het bouwen verdwenen.", where=str(folder.root))
    return OpenIndex(read_generation(current), encoder)


def ensure_encoder(folder: IndexFolder, *, progress: Progress = silent) -> Encoder:
    """Open the chosen model; export the packaged one where none was chosen or it is gone.

    Raises:
        ModelError: the chosen model is gone and is not the packaged one, or it cannot be exported.
    """
    from index.export import packaged_id

    chosen = folder.chosen_model()
    if chosen is not None:
        try:
            return open_encoder(folder.models / chosen)
        except ModelError:
            if chosen != packaged_id():
                raise
    return add_model(folder, None, progress=progress)


def add_model(folder: IndexFolder, source: str | None, *, progress: Progress = silent) -> Encoder:
    """Export a model (None: the packaged one) and make it the one for the next build.

    Raises:
        ModelError: it cannot be had or exported.
    """
    from index.export import export_model  # heavy: torch and sentence-transformers, once per model

    exported = export_model(
        source, folder.models, progress=lambda what, part: progress(what, round(100 * part), 100)
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
    if not full and is_fresh(folder, kb_root):
        return None
    with writing(folder):
        if not full and is_fresh(folder, kb_root):
            return None
        return build(
            folder, kb_root, encoder=ensure_encoder(folder, progress=progress), full=full, progress=progress
        )


def is_fresh(folder: IndexFolder, kb_root: Path) -> bool:
    """Whether the generation in use was made of exactly these files, by the chosen model."""
    from index.manifest import read_manifest

    current = folder.current()
    if current is None:
        return False
    try:
        manifest = read_manifest(current)
    except IndexStoreError:
        return False
    same_model = manifest.model_id == (folder.chosen_model() or manifest.model_id)
    same_kb = manifest.kb_root == str(kb_root.resolve())
    present = model_present(folder, manifest.model_id)
    return same_model and same_kb and present and not stale_paths(manifest, kb_root)


def model_present(folder: IndexFolder, model_id: str) -> bool:
    """Whether an exported model of this id stands in the index folder."""
    return (folder.models / model_id).is_dir()

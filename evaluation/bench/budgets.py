"""The budgets of the design, each measured beside what it is a share of."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from evaluation.bench.corpus import copy_articles
from evaluation.bench.plain_stack import QUESTION
from evaluation.bench.process import Pair, in_turn, median_seconds, peak_megabytes, timed
from evaluation.bench.report import Row
from index.refresh import OpenIndex, open_index
from index.store import IndexFolder
from retrieval.answer import answer
from retrieval.question import clean, units

ROOT = Path(__file__).resolve().parents[2]
ARTICLES = 150
STORY = (
    "Ik geef les in groep 6. Sinds een paar weken zegt een meisje bijna niets meer in de kring. "
    "Ze kijkt naar haar tafel als ik iets vraag. Haar moeder zegt dat alles goed gaat. "
    "Vanmorgen bleef ze in de gang staan. Wat kan ik het beste doen?"
)
Say = Callable[[str], None]


def measure(folder: Path, *, say: Say) -> list[Row]:
    """Measure every budget that applies by now, in a folder for what that needs.

    The models and the index of the project are used as they are; `say` is told what is going on.
    """
    kb = folder / "kb"
    say(f"Preparing {ARTICLES} articles, their index and the plain stack...")
    copy_articles(ROOT / "kb", kb, ARTICLES)
    index = _prepared(folder, kb)
    write_plain_stack(folder / "plain", index)
    rows: list[Row] = []
    for step in (_help, _cold, _fresh, _hot, _building, _checking):
        for row in step(folder, index):
            say(f"{row.what}: {row.measured} ({row.detail})")
            rows.append(row)
    return rows


def _prepared(folder: Path, kb: Path) -> OpenIndex:
    target = IndexFolder(folder / "index")
    own = open_index(IndexFolder(ROOT / "index" / "data"), ROOT / "kb")
    target.models.mkdir(parents=True)
    (target.models / own.encoder.model_id).symlink_to(
        ROOT / "index" / "data" / "models" / own.encoder.model_id
    )
    target.choose_model(own.encoder.model_id)
    return open_index(target, kb)


def write_plain_stack(folder: Path, index: OpenIndex) -> None:
    """Write the model as sentence-transformers saves it, and the vectors, for `plain_stack.ask`."""
    from index.model import load_sentence_transformer

    folder.mkdir()
    load_sentence_transformer(None).save(str(folder / "model"))
    (folder / "vectors.faiss").write_bytes((index.generation.folder / "vectors.faiss").read_bytes())


def _handelwijzer(folder: Path, *words: str) -> list[str]:
    folders = ["--kb", str(folder / "kb"), "--index", str(folder / "index")]
    return [sys.executable, str(ROOT / "cli.py"), *folders, *words]


def _plain(folder: Path) -> list[str]:
    return [sys.executable, "-m", "evaluation.bench.plain_stack", str(folder / "plain")]


def _help(folder: Path, _index: OpenIndex) -> list[Row]:
    pair = in_turn(
        [sys.executable, str(ROOT / "cli.py"), "--help"], [sys.executable, "-c", "import typer"], runs=9
    )
    return [_ratio_row("`--help`, against `import typer`", pair, most=2.0)]


def _ratio_row(what: str, pair: Pair, *, most: float) -> Row:
    detail = f"{median_seconds(pair.ours):.2f} s against {median_seconds(pair.theirs):.2f} s"
    return Row(what, f"at most {most:g}x", f"{pair.ratio:.2f}x", detail, pair.ratio <= most)


def _cold(folder: Path, _index: OpenIndex) -> list[Row]:
    pair = in_turn(_handelwijzer(folder, "vraag", QUESTION), _plain(folder), runs=5)
    ours, theirs = median_seconds(pair.ours), median_seconds(pair.theirs)
    memory = peak_megabytes(_handelwijzer(folder, "vraag", QUESTION))
    plain_memory = peak_megabytes(_plain(folder))
    return [
        Row(
            "cold `vraag`, against the plain stack",
            "at most 1/15",
            f"1/{1 / pair.ratio:.1f}",
            f"{ours:.2f} s against {theirs:.2f} s",
            pair.ratio <= 1 / 15,
        ),
        Row(
            "peak memory of `vraag`",
            "at most 250 MB",
            f"{memory:.0f} MB",
            f"the plain stack: {plain_memory:.0f} MB",
            memory <= 250,
        ),
    ]


def _fresh(folder: Path, _index: OpenIndex) -> list[Row]:
    question = _handelwijzer(folder, "vraag", QUESTION)
    nothing = in_turn(_handelwijzer(folder, "index", "bouw"), question, runs=5)
    article = next((folder / "kb" / "articles").rglob("*.md"))
    text = article.read_text(encoding="utf-8")
    pairs = []
    for number in range(5):
        article.write_text(
            text.replace("## Beter niet\n", f"## Beter niet\n- Wachten tot week {number}.\n"), "utf-8"
        )
        pairs.append((timed(question), timed(question)))
    changed = Pair(tuple(one for one, _ in pairs), tuple(other for _, other in pairs))
    return [
        _ratio_row(
            f"`index bouw` with nothing to do, {ARTICLES} articles, against a cold `vraag`", nothing, most=1.5
        ),
        _ratio_row("`vraag` after one changed article, against a cold `vraag`", changed, most=2.0),
    ]


def _hot(_folder: Path, index: OpenIndex) -> list[Row]:
    parts = units(clean(STORY))

    def seconds(run: Callable[[], object]) -> float:
        started = time.perf_counter()
        run()
        return time.perf_counter() - started

    ratios, whole = [], []
    for number in range(40):
        ours = seconds(lambda: answer(index, STORY))
        alone = seconds(lambda: index.encoder.encode_queries(parts))
        if number >= 5:
            ratios.append(ours / alone)
            whole.append(ours)
    ratio = statistics.median(ratios)
    detail = f"p50 {1000 * statistics.median(whole):.0f} ms for a story of {len(parts) - 1} sentences"
    return [
        Row(
            "hot question, against one batched encoder call",
            "at most 1.5x",
            f"{ratio:.2f}x",
            detail,
            ratio <= 1.5,
        )
    ]


def _building(folder: Path, index: OpenIndex) -> list[Row]:
    from sentence_transformers import SentenceTransformer

    plain = SentenceTransformer(str(folder / "plain" / "model"), device="cpu")
    texts = [passage.text for passage in index.generation.passages[:400]]
    ratios = [_speed_ratio(index, plain, texts) for _ in range(3)]
    ratio = statistics.median(ratios)
    detail = f"{len(texts)} passages, three times in turn"
    return [
        Row(
            "passages/s of a full build, against `encode`",
            "at least 0.9x",
            f"{ratio:.2f}x",
            detail,
            ratio >= 0.9,
        )
    ]


def _speed_ratio(index: OpenIndex, plain: object, texts: Sequence[str]) -> float:
    started = time.perf_counter()
    ours = index.encoder.encode_passages(list(texts))
    between = time.perf_counter()
    theirs = plain.encode(list(texts), prompt_name="passage", batch_size=32)  # type: ignore[attr-defined]
    ended = time.perf_counter()
    if float(np.min((ours * theirs).sum(axis=1))) < 0.999:
        raise RuntimeError("The two encoders do not give the same vectors; their speed cannot be compared.")
    return (ended - between) / (between - started)


def _checking(folder: Path, _index: OpenIndex) -> list[Row]:
    command = [sys.executable, str(ROOT / "cli.py"), "--kb", str(folder / "kb"), "artikel", "controleer"]
    # Finding something wrong (1) takes as long as finding nothing.
    runs = [timed(command, fine=(0, 1)) for _ in range(3)]
    seconds = median_seconds(runs)
    return [
        Row(
            f"`artikel controleer`, {ARTICLES} articles",
            "under 2 s",
            f"{seconds:.2f} s",
            "three runs",
            seconds < 2,
        )
    ]

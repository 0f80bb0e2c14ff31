"""How an answer came about: the scores behind its articles, its outcome and its safety."""

from __future__ import annotations

from index.generation import Generation
from kb.passages import TITLE, Passage
from kb.types import KnowledgeBase
from retrieval.choose import may_show
from retrieval.present.layout import Line, Section, lay_out
from retrieval.present.paths import shown_path
from retrieval.present.view import View
from retrieval.settings import Settings
from retrieval.types import Advice, RankedArticle, Safety

_MOST = 5
_WITHHELD = "(dit punt wordt nu niet getoond)"


def explained(
    advice: Advice, generation: Generation, view: View, *, settings: Settings, width: int
) -> list[Line]:
    """Return the lines that show, for the first articles, what their score is made of."""
    safety = (
        f"score {advice.safety.score:.2f}; een paneel opent vanaf {settings.concern_from:.2f}. "
        f"Routes: {', '.join(advice.safety.routes) or 'geen'}."
    )
    outcome = (
        f"zekerheid {advice.confidence:.2f}; 'past goed' vanaf {settings.advice_from:.2f}, "
        f"'past misschien' vanaf {settings.uncertain_from:.2f}."
    )
    sections = [
        Section("", (" ",), wide=True),
        Section("", ("HOE DIT ANTWOORD TOT STAND KWAM",), style="title", wide=True),
        Section("VEILIGHEID", (safety,)),
        Section("UITKOMST", (outcome,)),
    ]
    for number, ranked in enumerate(advice.articles[:_MOST], start=1):
        nearest = generation.passages[ranked.hit.row]
        quotable = _may_quote(nearest, ranked, advice.safety, generation.kb)
        quoted = f"“{nearest.text}”" if quotable else _WITHHELD
        made_of = _made_of(ranked, settings)
        sections.append(Section("", (f"{number}. {ranked.article.slug}: {made_of}",), wide=True))
        sections.append(Section("", (quoted,), lines_each=2, lead="   ", wide=True))
        sections.append(Section("", (_where(nearest, ranked, view),), lead="   ", style="quiet", wide=True))
    return lay_out(sections, width=width)


def _may_quote(passage: Passage, ranked: RankedArticle, safety: Safety, kb: KnowledgeBase) -> bool:
    """Whether a passage may be read here; an explanation is no way round what an answer withholds."""
    if passage.kind in {TITLE, "situatie"}:
        return True
    item = ranked.article.items[passage.item]
    return may_show(item, ranked, safety, family_hidden=kb.hides_family(ranked.article))


def _made_of(ranked: RankedArticle, settings: Settings) -> str:
    hit, part = ranked.hit, 0.0 if ranked.hit.learned is None else settings.article_layer_weight
    dense, lexical = (1 - part) * settings.dense_weight, (1 - part) * (1 - settings.dense_weight)
    meaning = (hit.score - lexical * hit.lexical - part * (hit.learned or 0.0)) / dense if dense else 0.0
    learned = "" if hit.learned is None else f" + {part:.2f} × geleerd {hit.learned:.3f}"
    return (
        f"{hit.score:.3f} = {dense:.2f} × betekenis {meaning:.3f} + "
        f"{lexical:.2f} × woorden {hit.lexical:.3f}{learned}; cosinus {hit.dense:.3f}; dichtst bij:"
    )


def _where(passage: Passage, ranked: RankedArticle, view: View) -> str:
    if passage.kind == TITLE:
        return f"{shown_path(ranked.article.path, view.kb_root)}:{ranked.article.title_line}"
    return view.place(ranked.article.items[passage.item])

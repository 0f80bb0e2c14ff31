"""What the situations of an article lack, as far as asking them shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from kb.headings import BY_KIND
from kb.types import KnowledgeBase
from retrieval.curation.findability import Asked, Findability
from retrieval.curation.words import Words, article_texts, spread, telling, words_of

_BRIEF = 8  # words; how someone types who is in a hurry
_FULL = 18  # words; how someone types who tells all of it
_FAR = 10  # rank; who comes later has nothing near it in the article
_RIVALS = 2  # articles named, and situations that find one before it is
_WORDS = 5  # named
_LINES = 4  # named
_SEEN = frozenset({"kort", "signaal"})
_Telling = Callable[[Words, Words], str]


def suggestions(found: Findability, kb: KnowledgeBase) -> tuple[str, ...]:
    """Return in Dutch what to do about the situations of an article; nothing where all is well."""
    missed = [one for one in found.asked if not one.in_top]
    return (*(_by_ranks(found, kb) if missed else ()), *_by_form(found))


def _by_ranks(found: Findability, kb: KnowledgeBase) -> Iterator[str]:
    held = spread(kb.articles)

    def telling_words(words: Words, without: Words) -> str:
        best = telling(words, without=without.counts, spread=held, articles=len(kb.articles))
        return ", ".join(best[:_WORDS])

    yield from _rivals(found, kb, telling_words)
    yield from _far(found)
    yield from _unsaid(found, telling_words)
    yield from _unanswered(found)


def _rivals(found: Findability, kb: KnowledgeBase, telling_words: _Telling) -> Iterator[str]:
    """Yield the articles that several situations find first, and the words that only this one has."""
    own = words_of(article_texts(found.article, _SEEN | {"situatie"}))
    later = [one for one in found.asked if one.before]
    for rival, count in Counter(one.before[0].slug for one in later).most_common(_RIVALS):
        article = kb.article(rival)
        if article is None or count < _RIVALS:
            continue
        where = _lines([one for one in later if one.before[0].slug == rival])
        words = telling_words(own, words_of(article_texts(article)))
        which = f"Laat horen wat hier anders is, zoals: {words}. " if words else ""
        yield (
            f"{count} situaties ({where}) vinden eerst “{article.title}”. {which}"
            f"Gaan ze over hetzelfde? Kijk met: handelwijzer artikel lijkt-op {found.article.slug}"
        )


def _far(found: Findability) -> Iterator[str]:
    far = [one for one in found.asked if one.rank > _FAR]
    if len(far) == 1:
        yield (
            f"1 situatie ({_lines(far)}) staat alleen: de rest van het artikel lijkt er niet op. "
            "Zeg er duidelijker in waar het om gaat, of vertel dit nog eens op een andere manier."
        )
    elif far:
        yield (
            f"{len(far)} situaties ({_lines(far)}) staan alleen: de rest van het artikel lijkt er niet op. "
            "Zeg er duidelijker in waar het om gaat, of vertel elk nog eens op een andere manier."
        )


def _unsaid(found: Findability, telling_words: _Telling) -> Iterator[str]:
    told = words_of(one.item.text for one in found.asked)
    words = telling_words(words_of(article_texts(found.article, _SEEN)), told)
    if words:
        yield (
            f"Deze woorden uit de titel en het begin staan in geen enkele situatie: {words}. "
            "Zou een vakgenoot ze gebruiken? Zet ze er dan in."
        )


def _unanswered(found: Findability) -> Iterator[str]:
    without = [one for one in found.asked if one.outcome == "none"]
    if without:
        yield (
            f"Wie vraagt wat op {_lines(without)} staat, krijgt: geen passend advies. "
            "Noem erin om wie het gaat en wat je ziet."
        )


def _by_form(found: Findability) -> Iterator[str]:
    lengths = [len(one.item.text.split()) for one in found.asked]
    least = BY_KIND["situatie"].low
    if len(lengths) < least:
        yield f"Het zijn er {len(lengths)}; schrijf er minstens {least}."
    if lengths and min(lengths) > _BRIEF:
        yield f"Er is geen korte bij. Schrijf er een van hooguit {_BRIEF} woorden: zo typt wie haast heeft."
    if lengths and max(lengths) < _FULL:
        yield f"Er is geen lange bij. Schrijf er een van minstens {_FULL} woorden: zo vertelt wie alles zegt."


def _lines(asked: Sequence[Asked]) -> str:
    numbers = [str(one.item.line) for one in asked]
    if len(numbers) > _LINES:
        return f"regel {', '.join(numbers[:_LINES])} en {len(numbers) - _LINES} meer"
    return f"regel {' en '.join(filter(None, (', '.join(numbers[:-1]), numbers[-1])))}"

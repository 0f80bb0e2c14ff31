"""What an item tells the reader to do or not to do: its verb, and what it is about."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from index.terms import stems, terms
from kb.checks.sentences import sentences, without_quotes
from kb.types import Article, Item

WARNING = "valkuil"
_ADVISING = frozenset({"kort", "letop", "advies", "vervolg", "opschalen"})
_OFTEN = 2  # pieces of advice that open with a word, before it counts as a verb
_WORD = re.compile(r"[^\W\d_]+")
_INFINITIVE = re.compile(r"\b[^\W\d_]+n\b")
_JOINT = re.compile(r"([,;:()]| en )")
_NEGATION = re.compile(r"\b(?:niet|geen|nooit|niemand|niets|nergens|pas)\b")
_ORDER = re.compile(r"^eerst\b|\bniet eerst\b")  # what is denied is the order, not the deed
# From here on a clause says when, why or what about, and no longer what to do.
_ASIDE = re.compile(
    r"\b(?:als|alsof|dan|dat|die|hoe|om|omdat|terwijl|tenzij|tot|voordat|waar|waarom|wanneer|want|wat|wie|"
    r"zodat|zolang|zonder)\b"
)
# "Bel Veilig Thuis" is not about home.
_NAME = re.compile(r"(?<=[\w,] )[A-Z]\w*(?: [A-Z]\w*)*")
_LET = "laten"
_CONDITIONS = "denk gaat hoor is zie"  # "Zie je letsel, bel dan": no thing to do
# Words that two instructions may share without being about the same.
_LOOSE = (
    "aan af alleen altijd bij daar daarna door dezelfde een eerst eigen elk elke erbij erop geen haar hem "
    "hen hier hoe hun iemand in jong jou jullie later meteen mee met na naar niemand niet niets nog nooit nu "
    "om ook op opnieuw over pas samen staan tegen toe twee uit voor vooraf weer zelf zien zonder"
)


@dataclass(frozen=True, slots=True)
class Instruction:
    """What one clause of an item tells to do, or not to do where it is `forbidden`.

    `verbs` are the stems of what is done, `about` the other terms, and `governed` those of them that are
    infinitives too ("laat een kind vertalen"). `sentence` is where it stands, its quotations left out.
    """

    item: Item
    sentence: str
    verbs: frozenset[str]
    about: frozenset[str]
    governed: frozenset[str]
    forbidden: bool

    def same_action(self, other: Instruction) -> bool:
        """Whether both are about doing the same; "laten" alone says nothing of what is done."""
        shared = self.verbs & other.verbs
        return bool(shared - _stemmed(_LET) or (shared and self.governed & other.governed))


def verbs_of(articles: Iterable[Article]) -> frozenset[str]:
    """Return the stems of the verbs of advice: a piece of advice opens with what to do."""
    first = Counter(
        stem
        for article in articles
        for item in article.items
        if item.kind == "advies"
        for stem in _first_stem(item.text)
    )
    return frozenset(verb for verb, held in first.items() if held >= _OFTEN) - _stemmed(_CONDITIONS)


def instructions(item: Item, verbs: frozenset[str]) -> Iterator[Instruction]:
    """Yield what an item tells to do and not to do, in its own voice; questions tell neither."""
    told = sentences(without_quotes(item.text))
    if item.kind == WARNING:
        yield from _warned(item, told[:1], verbs)
    elif item.kind in _ADVISING:
        for sentence in told:
            if not sentence.endswith("?"):
                yield from _advised(item, sentence, verbs)


def _warned(item: Item, told: Sequence[str], verbs: frozenset[str]) -> Iterator[Instruction]:
    for sentence in told:
        deed = _deed(sentence)
        done = frozenset(stem for word in _INFINITIVE.findall(deed) for stem in _first_stem(word)) & verbs
        # "Niet vragen hoe het gaat" warns against leaving it.
        if done and not _ORDER.search(deed) and not _NEGATION.search(deed):
            yield _instruction(item, sentence, done, deed=deed, forbidden=True)


def _advised(item: Item, sentence: str, verbs: frozenset[str]) -> Iterator[Instruction]:
    for clause, rest in _clauses(_NAME.sub("…", sentence), verbs):
        deed, verb = _deed(clause), frozenset(_first_stem(clause))
        if _ORDER.search(deed):
            continue
        if _NEGATION.search(deed):
            yield _instruction(item, sentence, verb, deed=deed, forbidden=True)
        elif not _NEGATION.search(f"{clause} {rest}".lower()):  # else what it denies is not clear
            yield _instruction(item, sentence, verb, deed=deed, forbidden=False)


def _clauses(sentence: str, verbs: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Yield each clause that opens with a verb, and what follows it up to the next."""
    clause, rest = "", ""
    pieces = _JOINT.split(sentence)
    for joint, part in zip(["", *pieces[1::2]], map(str.strip, pieces[::2]), strict=True):
        opens = verbs.issuperset(_first_stem(part)) and bool(_WORD.search(part))
        if clause and joint == " en " and " " not in clause:  # "bel en app niet": both are denied
            clause = f"{clause} {part}"
        elif opens:
            if clause:
                yield clause, rest
            clause, rest = part, ""
        elif clause:
            rest = f"{rest} {part}"
    if clause:
        yield clause, rest


def _instruction(
    item: Item, sentence: str, verbs: frozenset[str], *, deed: str, forbidden: bool
) -> Instruction:
    about = frozenset(terms(deed)) - _stemmed(_LOOSE) - verbs
    governed = frozenset(stem for word in _INFINITIVE.findall(deed) for stem in _first_stem(word)) & about
    return Instruction(item, sentence, verbs, about, governed, forbidden)


def _deed(clause: str) -> str:
    return _ASIDE.split(clause.lower(), maxsplit=1)[0]


def _first_stem(text: str) -> list[str]:
    found = _WORD.search(text)
    return stems(found[0])[:1] if found else []


@lru_cache(maxsize=8)
def _stemmed(words: str) -> frozenset[str]:
    return frozenset(stems(words))

"""Rules that are patterns: read from `rules.yaml`, tried on every sentence they are about."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from kb.checks.sentences import sentences, without_quotes
from kb.datafile import open_data_file
from kb.types import PROFESSIONAL, Article, Item, KnowledgeBase, Problem

PATH = Path(__file__).with_name("rules.yaml")
_ADVISING = frozenset({"kort", "advies", "vervolg", "opschalen"})
_NOT_OWN_VOICE = frozenset({"valkuil", "situatie"})


@dataclass(frozen=True, slots=True)
class Rule:
    """One pattern: what it looks for, where, and what to say of a hit."""

    name: str
    id: str
    severity: str
    where: str
    quotes: bool
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None
    only_professional: bool
    only_hidden: bool
    unmarked: bool
    section: bool
    what: str
    todo: str
    hits: tuple[str, ...]
    misses: tuple[str, ...]

    def finds(self, sentence: str) -> bool:
        """Whether a sentence breaks the rule; of a section, whether it lacks what should be in it."""
        text = (sentence if self.quotes else without_quotes(sentence)).lower()
        found = bool(self.pattern.search(text)) and not (self.unless and self.unless.search(text))
        return found != self.section


@lru_cache(maxsize=1)
def load_rules() -> tuple[Rule, ...]:
    """Read the rules.

    Raises:
        KnowledgeBaseError: the file is missing or cannot be read.
    """
    data = open_data_file(PATH.parent, PATH.name)
    return tuple(_rule(name, data.entry(name)) for name in data)


def _rule(name: str, value: Mapping[str, Any]) -> Rule:
    unless = value.get("behalve")
    return Rule(
        name=name,
        id=value["regel"],
        severity=value["ernst"],
        where=value["waar"],
        quotes=value["citaat"],
        pattern=re.compile(value["patroon"], re.MULTILINE),
        unless=re.compile(unless) if unless else None,
        only_professional=value.get("bronnen") == "alleen-vakkennis",
        only_hidden=value.get("routes") == "verborgen",
        unmarked=value.get("familie") is False,
        section=value.get("ontbreekt", False),
        what=value["wat"],
        todo=value["doe"],
        hits=tuple(value["raak"]),
        misses=tuple(value["mis"]),
    )


def check_rules(article: Article, kb: KnowledgeBase) -> Iterator[Problem]:
    """Yield a problem for each sentence that breaks a rule."""
    hidden = kb.hides_family(article)
    rules = [rule for rule in load_rules() if hidden or not rule.only_hidden]
    for rule in rules:
        if rule.where in {"titel", "overal"} and rule.finds(article.title):
            yield _problem(rule, article.path, article.title_line, article.title)
    for item in article.items:
        yield from _item(item, [rule for rule in rules if not rule.section and _about(rule, item)])
    for rule in rules:
        if rule.section:
            yield from _section(rule, [item for item in article.items if item.kind == rule.where])


def _section(rule: Rule, items: Sequence[Item]) -> Iterator[Problem]:
    if items and all(rule.finds(item.text) for item in items):
        yield Problem(rule.id, items[0].path, items[0].line, rule.what, rule.todo, severity=rule.severity)


def _item(item: Item, rules: Sequence[Rule]) -> Iterator[Problem]:
    parts = sentences(item.text) if rules else ()
    bare = "\n".join(map(without_quotes, parts)).lower()
    quoted = "\n".join(parts).lower()
    for rule in rules:
        # The whole item at once first: most rules find nothing in most items.
        if not rule.pattern.search(quoted if rule.quotes else bare):
            continue
        found = next((part for part in parts if rule.finds(part)), None)
        if found:
            yield _problem(rule, item.path, item.line, found)


def _about(rule: Rule, item: Item) -> bool:
    if rule.where == "titel" or item.kind == "situatie":
        return False
    if rule.where == "eigen-stem" and item.kind in _NOT_OWN_VOICE:
        return False
    if rule.where == "adviseren" and item.kind not in _ADVISING:
        return False
    if rule.only_professional and set(item.sources) - {PROFESSIONAL}:
        return False
    return not (rule.unmarked and item.family)


def _problem(rule: Rule, path: str, line: int, sentence: str) -> Problem:
    short = sentence if len(sentence) <= 60 else f"{sentence[:57]}…"
    return Problem(rule.id, path, line, f"{rule.what} “{short}”", rule.todo, severity=rule.severity)

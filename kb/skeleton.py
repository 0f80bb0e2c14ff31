"""The skeleton of a new article: its front matter, and under every heading what a good item is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kb.headings import HEADINGS, PLACES, Heading
from kb.plaintext import plain
from kb.types import Item, Vocabulary

MARK = "[vul in]"
_PARAGRAPHS = frozenset({"kort", "signaal"})
# What stands under each heading until somebody writes there, by the kind of its items.
GUIDANCE: dict[str, tuple[str, ...]] = {
    "kort": (
        "Twee zinnen. De eerste is iets om meteen te doen of te zeggen. De tweede zegt waarom dat helpt.",
    ),
    "signaal": (
        "Een of twee korte alinea's. Wat zie en hoor je, zoals een camera het ziet? Nog geen verklaring, en "
        "geen land of geloof.",
    ),
    "letop": ("Wat moet je uitsluiten voordat iemand met de familie praat? En met wie overleg je eerst?",),
    "vraag": (
        "Twee tot vijf vragen die je letterlijk kunt zeggen, tussen aanhalingstekens. Minstens één vraag is "
        "open: wat, hoe, wie.",
    ),
    "advies": (
        "Vier tot acht adviezen, van belangrijk naar minder belangrijk. Begin met **wat je doet of zegt.** "
        "Dan hoe of waarom. Het is iets wat de lezer morgen kan doen.",
        "Geldt een advies maar op één plek? Zet het onder een tussenkop, en haal deze regel weg.",
    ),
    "betekenis": (
        "Drie tot zes betekenissen. Schrijf **type:** en dan de uitleg, met kan, soms of misschien. Hooguit "
        "de helft gaat over gewoonte of geloof, en die staan niet vanzelf vooraan.",
        "Een gewoonte van thuis leg je uit van binnenuit: waarom is het logisch, voor wie geldt het niet, en "
        "met welke vraag ga je het na?",
    ),
    "valkuil": ("Wat gaat vaak mis, ook als je het goed bedoelt? Zeg wat je beter niet doet of zegt.",),
    "vervolg": ("Wat doe je als de eerste stap niet helpt?",),
    "opschalen": (
        "Bij welk signaal schaal je op, naar wie, en hoe snel? Noem een persoon of dienst, geen nummer: dat "
        "komt uit helplines.yaml.",
    ),
    "beleving": ("Hoe is dit voor het kind, de jongere of de ouder? Een of twee zinnen, zonder oordeel.",),
    "voorbeeld": (
        "Een verzonnen gesprek van vier tot zes regels, in één punt. Laat ook horen hoe iemand een gewoonte "
        "van de eigen school of organisatie uitlegt.",
    ),
    "kracht": ("Wat kan dit gezin of deze jongere zelf al? Wie is er al om op te bouwen?",),
    "situatie": (
        "Acht tot veertien keer hoe een collega dit vertelt, tussen aanhalingstekens. Wissel af: kort en "
        "lang, spreektaal en vaktaal, met en zonder leeftijd of plek. Verzin ze; neem niets over uit een "
        "dossier.",
    ),
}
_SOURCED = frozenset({"advies", "betekenis"})
_SOURCE = "Eindig met de bron: [@vakkennis]"
_NUMBER = "Bijvoorbeeld: [@tel:veilig-thuis]"
_CONTACT_KINDS = frozenset({"vraag", "advies", "opschalen"})
_CONTACT = "Legt het contact met ouders of familie? Zet er {familie} achter."
_NO_CONTACT = "Niets wat contact legt met ouders of familie: dat kan bij dit gevaar kwaad doen."
_BODIES = tuple(plain(text.replace("**", "")) for texts in GUIDANCE.values() for text in texts)


@dataclass(frozen=True, slots=True)
class NewArticle:
    """What is known of an article before it is written; `family_hidden` where nobody may call the family."""

    title: str
    slug: str
    theme: str
    domains: tuple[str, ...]
    ages: tuple[str, ...]
    jobs: tuple[str, ...]
    routes: tuple[str, ...]
    urgency: str
    checked: str
    family_hidden: bool = False

    @property
    def path(self) -> str:
        """Its path, relative to the folder of the knowledge base."""
        return f"articles/{self.theme}/{self.slug}.md"

    @property
    def dangerous(self) -> bool:
        """Whether it goes along with a danger route."""
        return any(route != "geen" for route in self.routes)


def skeleton(new: NewArticle, vocabulary: Vocabulary) -> str:
    """Return the text of a new article; every line of guidance in it begins with the mark."""
    headings = [heading for heading in HEADINGS if heading.kind != "letop" or new.dangerous]
    sections = "\n".join(_section(heading, new, vocabulary) for heading in headings)
    return f"{_front_matter(new, vocabulary)}# {new.title}\n\n{sections}"


def is_guidance(item: Item) -> bool:
    """Whether an item is, or still holds, guidance of the skeleton."""
    return MARK in item.text.lower() or any(body in item.text for body in _BODIES)


def _front_matter(new: NewArticle, vocabulary: Vocabulary) -> str:
    def others(facet: str) -> str:
        return f"  # kies uit: {', '.join(vocabulary.values(facet))}"

    lines = (
        "---",
        f"thema: {new.theme}",
        f"leefdomein: {_list(new.domains)}",
        f"leeftijd: {_list(new.ages)}",
        f"beroepsgroep: {_list(new.jobs)}",
        f"gecontroleerd_op: {new.checked}",
        f"niveau: [client]{others('niveau')}",
        f"doelgroep: []{others('doelgroep')}",
        f"urgentie: {new.urgency}{others('urgentie')}",
        f"route: {_list(new.routes)}",
        "status: concept",
        "eigenaar: redactie",
        "---",
    )
    return "\n".join(lines) + "\n"


def _list(values: Iterable[str]) -> str:
    # To YAML a bare 112 is a number.
    quoted = (f'"{value}"' if value.isdigit() else value for value in values)
    return f"[{', '.join(quoted)}]"


def _section(heading: Heading, new: NewArticle, vocabulary: Vocabulary) -> str:
    lead = "" if heading.kind in _PARAGRAPHS else "- "
    first, *rest = GUIDANCE[heading.kind]
    lines = [" ".join([first, *_also(heading, new, vocabulary)]), *rest]
    if heading.kind == "advies":
        lines[-1] += f" De tussenkoppen zijn: {', '.join(f'### {place}' for place in PLACES)}."
    return f"## {heading.title}\n" + "".join(f"{lead}{MARK} {line}\n" for line in lines)


def _also(heading: Heading, new: NewArticle, vocabulary: Vocabulary) -> Iterator[str]:
    """Yield what depends on the route, the vocabulary or the kind of item."""
    if heading.kind == "betekenis":
        yield f"De types zijn: {', '.join(vocabulary.values('betekenis'))}."
    if heading.kind in _CONTACT_KINDS:
        yield _NO_CONTACT if new.family_hidden else _CONTACT
    if heading.kind in _SOURCED:
        yield _SOURCE
    if heading.kind == "opschalen":
        yield _NUMBER
    if not heading.required and heading.kind != "letop":
        yield "Heb je hier niets voor? Haal de kop weg."

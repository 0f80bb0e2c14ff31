"""Reading a card as a screen reader does: its headings and what stands under them."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = {"meta"}


@dataclass
class Element:
    """An element with its attributes and its text, whitespace made plain."""

    tag: str
    attributes: dict[str, str | None]
    inside: tuple[str, ...]
    pieces: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return " ".join("".join(self.pieces).split())


class Page(HTMLParser):
    """A page of HTML: its elements in order."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[Element] = []
        self._open: list[Element] = []
        self.comments: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, dict(attrs), tuple(one.tag for one in self._open))
        self.elements.append(element)
        if tag not in _VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop().tag == tag

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.pieces.append(data)

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)

    def all(self, *tags: str) -> list[Element]:
        return [element for element in self.elements if element.tag in tags]

    def texts(self, *tags: str) -> list[str]:
        return [element.text for element in self.all(*tags)]

    def under(self, heading: str) -> list[str]:
        """Return the texts of the list items or paragraphs under a heading."""
        tags, found, inside = {"h1", "h2", "h3", "p", "li"}, [], False
        for element in self.elements:
            if element.tag in tags and element.tag.startswith("h"):
                inside = element.text == heading
            elif inside and element.tag in tags and "footer" not in element.inside:
                if element.attributes.get("class") != "note":
                    found.append(element.text)
        return found

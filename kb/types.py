"""The values that travel between rooms: problems, items, articles, routes, sources and helplines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

BACKGROUND_LEVELS = (("professional",), ("organisatie-keten",))
BACKGROUND_THEMES = ("samenwerking-en-keten",)
PROFESSIONAL = "vakkennis"  # the one source that is no work: knowledge of the trade


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong in one place of the knowledge base.

    `severity` is "fout" (must be mended) or "waarschuwing"; `line` counts from 1, 0 is the whole file.
    """

    rule: str
    path: str
    line: int
    what: str
    todo: str
    severity: str = "fout"


@dataclass(frozen=True, slots=True)
class Item:
    """One sentence or short paragraph that can be shown, and where it stands.

    `path` is relative to the folder of the knowledge base; `text` is plain: no emphasis, no citations.
    `type` is the type of a meaning or the urgency of a danger signal; `place` where an advice applies.
    `score` is 0 until an answer ranks the item.
    """

    kind: str
    text: str
    article: str
    heading: str
    path: str
    line: int
    type: str | None = None
    place: str | None = None
    family: bool = False
    sources: tuple[str, ...] = ()
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Article:
    """One article: its facets and its items, in the order in which they stand.

    Facet values are those of `vocabulary.yaml`; `path` is relative to the folder of the knowledge base.
    """

    slug: str
    title: str
    title_line: int
    path: str
    theme: str
    domains: tuple[str, ...]
    ages: tuple[str, ...]
    jobs: tuple[str, ...]
    levels: tuple[str, ...]
    groups: tuple[str, ...]
    urgency: str
    routes: tuple[str, ...]
    status: str
    owner: str
    checked: str
    review_months: int
    readers: tuple[tuple[str, str], ...]
    items: tuple[Item, ...]

    @property
    def reviewed(self) -> bool:
        """Whether someone from practice has read the article."""
        return bool(self.readers)

    @property
    def background(self) -> bool:
        """Whether the article is about professionals or organisations rather than about a situation."""
        return self.levels in BACKGROUND_LEVELS or self.theme in BACKGROUND_THEMES

    @property
    def danger_routes(self) -> tuple[str, ...]:
        """The routes that open a panel."""
        return tuple(route for route in self.routes if route != "geen")


@dataclass(frozen=True, slots=True)
class Source:
    """A work that items may cite, if somebody has seen it (`verified`); `line` is that in `sources.yaml`.

    `changed` is the ISO date on which its contents last changed, where somebody noted that.
    """

    id: str
    author: str
    title: str
    year: str
    url: str
    kind: str
    verified: bool = True
    line: int = 0
    changed: str | None = None

    @property
    def usable(self) -> bool:
        """Whether an item may rest on it: it has been seen, or it is plain professional knowledge."""
        return self.verified or self.kind == PROFESSIONAL


@dataclass(frozen=True, slots=True)
class Helpline:
    """A place to call; `phone` is None where the number has to be looked up, `checked` is an ISO date."""

    id: str
    name: str
    phone: str | None
    purpose: str
    checked: str | None


@dataclass(frozen=True, slots=True)
class Route:
    """What happens in one kind of danger: steps, never-dos, helplines, and how the danger is recognised.

    `signals` are told situations with type "acuut" or "zorg"; `lookalikes` resemble them and are harmless;
    `terms` are short word groups that nearly always mean this danger, as urgent as `urgency` says.
    """

    id: str
    name: str
    urgency: str
    family_hidden: bool
    ordinary_advice: bool
    helplines: tuple[str, ...]
    steps: tuple[Item, ...]
    never: tuple[Item, ...]
    signals: tuple[Item, ...] = ()
    lookalikes: tuple[Item, ...] = ()
    terms: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Allowed values and their labels on screen, per facet: `facets["thema"]["veiligheid"]`."""

    facets: Mapping[str, Mapping[str, str]]

    def values(self, facet: str) -> tuple[str, ...]:
        """Return the allowed values of a facet, in the order of the file."""
        return tuple(self.facets[facet])

    def label(self, facet: str, value: str) -> str:
        """Return the label on screen, or the value itself where it has none."""
        return self.facets.get(facet, {}).get(value, value)


@dataclass(frozen=True, slots=True)
class KnowledgeBase:
    """Everything that can be searched and shown."""

    articles: tuple[Article, ...]
    routes: tuple[Route, ...]
    sources: Mapping[str, Source]
    helplines: Mapping[str, Helpline]
    vocabulary: Vocabulary
    lookalikes: tuple[Item, ...] = ()
    problems: tuple[Problem, ...] = field(default=(), compare=False)

    def article(self, slug: str) -> Article | None:
        """Return the article with this slug, or None."""
        return next((article for article in self.articles if article.slug == slug), None)

    def route(self, route_id: str) -> Route | None:
        """Return the route with this id, or None."""
        return next((route for route in self.routes if route.id == route_id), None)

    def routes_of(self, article: Article) -> tuple[Route, ...]:
        """Return the danger routes that an article goes along with, in the order of the routes."""
        return tuple(route for route in self.routes if route.id in article.routes)

    def hides_family(self, article: Article) -> bool:
        """Whether an article is about a danger in which nobody may contact the family."""
        return any(route.family_hidden for route in self.routes_of(article))

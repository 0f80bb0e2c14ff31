"""The card in a real browser: one sheet of A4, readable for everyone, and nothing that leaves the machine."""

import io
import os
import re
from collections.abc import Callable, Iterator
from itertools import islice, pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader

from index.refresh import OpenIndex
from kb.types import Article
from retrieval.answer import answer
from retrieval.edition import edition_of
from retrieval.present.card import card_html
from retrieval.present.card_blocks import card_of
from retrieval.present.card_room import WIDTH, fitted, height
from retrieval.preview import preview
from retrieval.types import Advice
from tests.retrieval.present.cards import of_articles, of_articles_of_danger, of_dangers
from tests.retrieval.present.conftest import EDITION, TODAY

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
REQUIRED = (
    os.environ.get("HANDELWIJZER_BROWSER") == "required"
)  # read before a test hides the machine's settings
PIXELS = 96 / 72  # in a point
PATIENCE = 300_000  # milliseconds
A4 = (595, 842)
TOLD = "Mijn leerling Zeldzaamwoord kijkt weg als ik hem iets vraag."


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    """A browser for this file; where there is none its tests are skipped, or fail where it is required."""
    if not REQUIRED:
        pytest.importorskip("playwright")
    from docs.picture import find_chromium, opened_browser

    path = find_chromium()
    if path is None:
        (pytest.fail if REQUIRED else pytest.skip)("there is no Chromium on this machine")
    with opened_browser(path) as opened:
        yield opened


@pytest.fixture
def page(browser: "Browser") -> Iterator["Page"]:
    """An empty page, on a machine without a network."""
    context = browser.new_context(viewport={"width": 794, "height": 1123}, offline=True)
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


def article_on(index: OpenIndex, *routes: str) -> Article:
    return next(article for article in index.generation.kb.articles if article.danger_routes == routes)


@pytest.fixture(params=["gewoon", "gevaar", "gevaar-met-advies", "drie-gevaren", "met-situatie"])
def card(request: pytest.FixtureRequest, own_index: OpenIndex, view_of, danger_text) -> str:
    """A card of each sort."""
    kb = own_index.generation.kb
    made: dict[str, Callable[[], Advice]] = {
        "gewoon": lambda: preview(article_on(own_index), kb),
        "gevaar": lambda: answer(own_index, danger_text("eer-dwang")),
        "gevaar-met-advies": lambda: preview(article_on(own_index, "ggz"), kb),
        "drie-gevaren": lambda: next(of_dangers(kb, routes=3))[1],
        "met-situatie": lambda: answer(own_index, "situatie: " + danger_text("ggz")),
    }
    told = request.param == "met-situatie"
    return card_html(made[request.param](), view_of(own_index), EDITION, today=TODAY, told=told)


@pytest.fixture
def opened(page: "Page", card: str, tmp_path: Path) -> "Page":
    """The card, opened from a file as a user opens it."""
    path = tmp_path / "kaart.html"
    path.write_text(card, encoding="utf-8")
    page.goto(path.as_uri())
    return page


def printed(page: "Page", *, tagged: bool = False) -> PdfReader:
    return PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True, tagged=tagged)))


def test_a_card_prints_on_one_sheet_of_a4_in_its_own_language(opened: "Page", card: str) -> None:
    pdf = printed(opened, tagged=True)
    [sheet] = pdf.pages
    assert (round(sheet.mediabox.width), round(sheet.mediabox.height)) == A4
    assert pdf.metadata is not None
    assert pdf.metadata.title == opened.title()
    assert pdf.root_object["/Lang"] == "nl"


def test_a_card_that_is_not_printed_to_its_own_size_fits_too(opened: "Page") -> None:
    # As from a viewer that takes no notice of @page, with the usual margins of a printer.
    margins = dict.fromkeys(("top", "bottom", "left", "right"), "11mm")
    assert len(PdfReader(io.BytesIO(opened.pdf(format="A4", margin=margins))).pages) == 1


@pytest.mark.parametrize(("typeface", "each"), [(None, 1), ("Kaart DejaVu", 5)])
def test_every_card_of_the_knowledge_base_prints_on_one_sheet(
    page: "Page", own_index: OpenIndex, view_of, typeface: str | None, each: int
) -> None:
    kb, view = own_index.generation.kb, view_of(own_index)
    dangers = (*of_dangers(kb, routes=2), *islice(of_dangers(kb, routes=3), 0, None, 12))
    answers = [*of_articles(kb), *of_articles_of_danger(kb), *dangers][::each]
    edition = edition_of(own_index.generation)
    cards = [card_html(advice, view, edition, today=TODAY) for _, advice in answers]
    page.set_content(bound(cards))
    if typeface:
        page.add_style_tag(content=f"body {{ font-family: '{typeface}' !important }}")
    sheets = pages_of(printed(page))
    assert len(sheets) == len(cards)
    assert all(sheet.startswith(title_of(card)) for sheet, card in zip(sheets, cards, strict=True))
    estimated = [height(fitted(card_of(advice, view, edition, today=TODAY))) for _, advice in answers]
    too_low = {
        name: (real, estimate)
        for (name, _), real, estimate in zip(answers, heights(page), estimated, strict=True)
        if real > estimate + 10
    }
    assert too_low == {}


def bound(cards: list[str]) -> str:
    """Return one page of HTML in which every card begins on a new sheet: one PDF is quicker than hundreds."""
    head, _ = cards[0].split("<body", 1)
    bodies = [re.search(r"<body( class=\"\w+\")>(.*)</body>", card, re.DOTALL) for card in cards]
    inside = "".join(f'<div{body[1]} style="break-after: page">{body[2]}</div>' for body in bodies if body)
    return f"{head}<body>{inside}</body></html>"


def title_of(card: str) -> str:
    title = re.search(r"<h1>(.*?)</h1>", card)
    assert title is not None
    return letters(title[1])


def pages_of(pdf: PdfReader) -> list[str]:
    """Return what every sheet begins with, after the name of the card."""
    return [
        re.sub("^(Gesprekskaart|Kaartbijgevaar)", "", letters(sheet.extract_text())) for sheet in pdf.pages
    ]


def letters(text: str) -> str:
    return re.sub(r"\W", "", text)


def heights(page: "Page") -> list[float]:
    """Return how high the cards are, in points, when they are as wide as on paper."""
    page.set_viewport_size({"width": round(WIDTH * PIXELS), "height": 1000})
    page.emulate_media(media="print")
    found = page.evaluate("[...document.body.children].map(card => card.getBoundingClientRect().height)")
    return [pixels / PIXELS for pixels in found]


@pytest.mark.parametrize("width", [320, 794, 1400])
def test_nothing_runs_out_of_the_screen(opened: "Page", width: int) -> None:
    opened.set_viewport_size({"width": width, "height": 800})
    assert opened.evaluate("document.documentElement.scrollWidth") <= width
    outside = """[...document.querySelectorAll('body *')].filter(element => {
        const box = element.getBoundingClientRect();
        return box.right > innerWidth + 1 || box.left < -1 || element.scrollWidth > element.clientWidth + 1
            && getComputedStyle(element).display !== 'inline';
    }).map(element => element.outerHTML.slice(0, 80))"""
    assert opened.evaluate(outside) == []


def test_no_request_leaves_the_page(page: "Page", card: str, tmp_path: Path) -> None:
    path = tmp_path / "kaart.html"
    path.write_text(card, encoding="utf-8")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri(), wait_until="networkidle")
    page.emulate_media(media="print")
    page.pdf()
    assert asked == [path.as_uri()]


def test_a_card_forbids_what_would_be_fetched(page: "Page", card: str) -> None:
    refused: list[str | None] = []
    page.on("requestfailed", lambda request: refused.append(request.failure))
    page.set_content(card.replace("</main>", '<img src="https://kwaad.example/x.png" alt=""></main>'))
    assert refused == ["csp"]  # and not for want of a network


@pytest.mark.parametrize(("media", "scheme"), [("screen", "light"), ("screen", "dark"), ("print", "dark")])
def test_a_card_is_accessible_in_light_and_dark_and_in_print(opened: "Page", media: str, scheme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    opened.emulate_media(media=media, color_scheme=scheme)
    found = Axe().run(opened)
    assert found.violations_count == 0, found.generate_report()
    assert [rule["id"] for rule in found.response["incomplete"]] == []
    assert {"color-contrast", "heading-order", "region", "html-has-lang"} <= {
        rule["id"] for rule in found.response["passes"]
    }


def test_headings_go_down_one_step_at_a_time(opened: "Page") -> None:
    levels = opened.evaluate("[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(h => +h.tagName[1])")
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_each_landmark_is_there_once(opened: "Page") -> None:
    for tag in ("header", "main", "footer"):
        assert opened.locator(f"body > {tag}").count() == 1


def test_a_card_can_be_read_without_its_colours(opened: "Page") -> None:
    """Every text stays as dark as contrast asks when colours become greys, and no text is white on a fill."""
    opened.emulate_media(media="print")
    fills = opened.evaluate(
        "[...document.querySelectorAll('body *')].map(e => getComputedStyle(e).backgroundColor)"
    )
    assert set(fills) == {"rgba(0, 0, 0, 0)"}


def test_the_printed_card_and_its_file_hold_no_word_of_the_asker(
    page: "Page", own_index: OpenIndex, view_of
) -> None:
    advice = answer(own_index, TOLD)
    for told in (False, True):
        page.set_content(card_html(advice, view_of(own_index), EDITION, today=TODAY, told=told))
        pdf = printed(page)
        everything = (
            f"{pdf.pages[0].extract_text()} {pdf.metadata} {pdf.xmp_metadata and pdf.xmp_metadata.stream}"
        )
        assert ("Zeldzaamwoord" in everything) == told

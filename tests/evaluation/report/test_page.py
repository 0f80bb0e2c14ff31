from collections.abc import Sequence
from html.parser import HTMLParser

import pytest

from evaluation.evaluate import Evaluation
from evaluation.report.page import as_markdown, as_page, figure
from evaluation.report.tables import all_tables

LOADS = {"src", "href", "xlink:href", "data", "poster", "srcset", "action", "formaction", "background"}
# The first load something or run something; the others could only come from a text.
FORBIDDEN = {"script", "link", "iframe", "object", "embed", "img", "base", "form", "b", "i", "u", "em", "a"}


class Page(HTMLParser):
    """The tags of a page with their attributes, and its tables as rows of texts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.tables: list[list[list[str]]] = []
        self.heads: list[str] = []
        self.styles: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in {"td", "th"}:
            self.tables[-1][-1].append("")
        elif tag in {"h1", "h2", "h3"}:
            self.heads.append("")
        if tag not in {"meta", "br", "hr"}:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        inside = self.open[-1] if self.open else ""
        if inside in {"td", "th"}:
            self.tables[-1][-1][-1] += data
        elif inside in {"h1", "h2", "h3"}:
            self.heads[-1] += data
        elif inside == "style":
            self.styles.append(data)


@pytest.fixture(scope="module")
def page(odd: Evaluation) -> Page:
    return Page(as_page([odd]))


def plain(cells: Sequence[str]) -> list[str]:
    return [" ".join(cell.split()) for cell in cells]


def test_every_table_stands_whole_on_the_page_whatever_its_texts_hold(page: Page, odd: Evaluation) -> None:
    tables = [table for table in all_tables(odd) if table.rows]
    assert page.tables == [[plain(row) for row in (table.columns, *table.rows)] for table in tables]


def test_a_situation_with_marks_is_in_it(page: Page, marks: str) -> None:
    cells = {cell for table in page.tables for row in table for cell in row}
    assert marks in cells


def test_every_title_stands_on_the_page(page: Page, odd: Evaluation) -> None:
    titles = [table.title for table in all_tables(odd)]
    assert page.heads == ["Rapport van handelwijzer evalueer", "set <u>|_a_ (dev)", *titles, "Plaatjes"]


def test_every_tag_is_closed_and_none_came_from_a_text(page: Page) -> None:
    assert page.open == []
    assert {tag for tag, _ in page.tags} & FORBIDDEN == set()
    assert [name for _, attrs in page.tags for name in attrs if name.startswith("on")] == []


def test_the_page_needs_no_other_file(page: Page) -> None:
    loaded = [attrs[name] or "" for _, attrs in page.tags for name in LOADS & set(attrs)]
    assert loaded
    assert [target for target in loaded if not target.startswith("#")] == []
    styles = " ".join([*page.styles, *(attrs.get("style") or "" for _, attrs in page.tags)])
    assert "@import" not in styles
    assert styles.count("url(") == styles.count("url(#")


def test_the_page_says_that_it_is_dutch(page: Page) -> None:
    assert ("html", {"lang": "nl"}) in page.tags
    assert ("meta", {"charset": "utf-8"}) in page.tags


def test_every_plot_says_what_it_shows(page: Page) -> None:
    described = [attrs["aria-label"] for tag, attrs in page.tags if attrs.get("role") == "img"]
    assert described == [
        "set <u>|_a_: Kwaliteit per soort situatie",
        "set <u>|_a_: Antwoorden of zwijgen: precisie en bereik",
        "set <u>|_a_: Veiligheid: herkend tegenover vals alarm",
    ]
    assert sum(tag == "svg" for tag, _ in page.tags) == len(described)


def test_a_caption_is_escaped() -> None:
    assert 'aria-label="&lt;b&gt; &quot;x&quot;"' in figure("<svg></svg>", '<b> "x"')


def test_markdown_has_a_line_for_every_row(odd: Evaluation) -> None:
    lines = as_markdown([odd]).splitlines()
    rows = sum(2 + len(table.rows) for table in all_tables(odd) if table.rows)
    assert sum(line.startswith("| ") and line.endswith(" |") for line in lines) == rows
    assert [line for line in lines if "<b>" in line.replace("\\<b\\>", "")] == []


def test_a_table_without_rows_says_so(evaluated: Evaluation) -> None:
    text = as_markdown([evaluated])
    empty = sum(not table.rows for table in all_tables(evaluated))
    assert empty > 0
    assert text.count("\nGeen.\n") == empty


def test_several_datasets_stand_in_one_report(odd: Evaluation, evaluated: Evaluation) -> None:
    heads = Page(as_page([evaluated, odd])).heads
    assert heads.index("klein (dev)") < heads.index("set <u>|_a_ (dev)")

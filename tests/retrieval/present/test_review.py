import dataclasses
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from kb.review import ChangedSource, Due, Review
from kb.types import Article, Helpline, Source
from retrieval.present.review import OWNER_COLUMNS, owner_rows, review_json, review_lines
from retrieval.present.screen import SCREEN_LINES

ROOT = Path("/ergens/kb")
DAY = date(2027, 12, 1)
NOTHING = Review(DAY, DAY, 0, (), (), (), (), (), (), ())


@pytest.fixture
def article_of(own_index) -> Callable[..., Article]:
    """Return a function that makes an article with this slug."""
    article = own_index.generation.kb.articles[0]

    def make(slug: str, *routes: str) -> Article:
        return dataclasses.replace(
            article, slug=slug, routes=routes or ("geen",), checked="2026-11-22", review_months=12
        )

    return make


@pytest.fixture
def show(text_of) -> Callable[..., str]:
    def lines(*, everything: bool = False, **changed: object) -> str:
        review = dataclasses.replace(NOTHING, **changed)
        return text_of(review_lines(review, ROOT, everything=everything, width=79))

    return lines


def source(name: str = "bron", line: int = 7) -> Source:
    return Source(name, "A", "T", "2026", "", "wet", line=line, changed="2027-01-01")


def many(article_of, count: int = 40) -> tuple[Article, ...]:
    return tuple(article_of(f"een-artikel-met-een-lange-naam-{n}", "eer-dwang", "vgv") for n in range(count))


def busy(articles: tuple[Article, ...]) -> dict[str, object]:
    """Return all kinds of work at once."""
    dated = tuple(Due(article, DAY) for article in articles)
    return {
        "until": date(2028, 3, 1),
        "articles": 40,
        "helplines": tuple(Helpline(f"lijn-{n}", "L", "0800", "x", "2027-01-01") for n in range(9)),
        "changed": tuple(ChangedSource(source(f"bron-{n}"), articles, ("vgv",)) for n in range(9)),
        "due": (*dated, *(Due(article, date(2028, 1, 1)) for article in articles)),
        "unread": articles,
        "uncited": tuple(source(f"oud-{n}") for n in range(9)),
        "ahead": articles,
    }


def test_work_of_every_kind_fits_on_one_screen_and_all_of_it_is_counted(show, article_of):
    shown = show(**busy(many(article_of)))
    lines = shown.splitlines()
    assert len(lines) <= SCREEN_LINES
    assert max(map(len, lines)) <= 79
    labels = [line[:12].strip() for line in lines if line[:1] not in {" ", ""}][1:]
    assert labels == (
        "HULPLIJNEN,BRON ANDERS,OVER TIJD,BINNENKORT,ONGELEZEN,ONGEBRUIKT,DATUM?,DAARNA,MEER".split(",")
    )
    for count in ("9 nummers", "9 bronnen zijn", "40 artikelen moeten", "40 artikelen tot en met 2028-03-01"):
        assert count in shown
    assert "--alles" in shown


def test_everything_leaves_nothing_out(show, article_of):
    articles = many(article_of, 120)
    shown = show(everything=True, **busy(articles))
    unread = shown.split("ONGELEZEN")[1]
    assert all(f"- {article.slug} (eer-dwang, vgv)" in unread for article in articles)
    citing = " ".join(shown.split("BRON ANDERS")[1].split("- bron-1")[0].split())
    assert all(article.slug in citing for article in articles)
    assert "--alles" not in shown


@pytest.mark.parametrize(
    ("checked", "words"), [("2027-01-01", "gezien op 2027-01-01"), (None, "nooit gezien")]
)
def test_a_number_comes_with_the_day_on_which_it_was_seen(show, checked, words):
    shown = show(helplines=(Helpline("lijn", "L", "0800-1", "x", checked),))
    assert "1 nummer is langer dan 6 maanden niet nagekeken" in shown
    assert f"- lijn (0800-1): {words}" in shown


def test_a_changed_source_comes_with_its_articles_and_routes(show, article_of):
    cited = (article_of("een"), article_of("twee"))
    shown = " ".join(show(changed=(ChangedSource(source(), cited, ("vgv",)),)).split())
    assert "1 bron is veranderd na de controle" in shown
    assert "- bron (gewijzigd op 2027-01-01), 2 artikelen, ook de route vgv: een, twee DAARNA" in shown


def test_without_work_on_a_date_the_first_date_is_told(show, article_of):
    later = (Due(article_of("een"), date(2028, 1, 2)), Due(article_of("twee"), date(2028, 1, 3)))
    shown = show(later=later, articles=2)
    assert shown.splitlines() == [
        "Te herzien op 2027-12-01: 2 artikelen bekeken",
        "OP DATUM    niets nu; het eerst op 2028-01-02 (1 artikel)",
    ]


def test_with_work_on_a_date_the_next_date_can_wait(show, article_of):
    dated = {"due": (Due(article_of("een"), DAY),), "later": (Due(article_of("twee"), date(2028, 1, 2)),)}
    shown = show(**dated)
    assert "OVER TIJD   1 artikel moet opnieuw worden gecontroleerd" in shown
    assert "OP DATUM" not in shown


def test_how_many_of_the_unread_articles_are_about_danger_is_told(show, article_of):
    shown = show(unread=(article_of("eng", "vgv"), article_of("gewoon")))
    assert "2 artikelen zijn door niemand uit de praktijk gelezen; 1 met een" in shown
    assert "- eng (vgv)\n" in shown
    assert "- gewoon\n" in shown


def test_an_owner_has_a_row_with_counts(article_of):
    both = (article_of("een"), article_of("twee"))
    review = dataclasses.replace(
        NOTHING,
        articles=5,
        due=(Due(both[0], date(2027, 1, 1)),),
        changed=(ChangedSource(source("a"), both, ()), ChangedSource(source("b"), both[:1], ())),
        unread=both,
    )
    rows = owner_rows({"redactie": review, "niemand": NOTHING})
    assert rows == [("redactie", "5", "1", "2", "2", "2027-01-01"), ("niemand", "0", "0", "0", "0", "")]
    assert len(OWNER_COLUMNS) == len(rows[0])


def test_json_holds_everything(article_of):
    articles = many(article_of)
    review = dataclasses.replace(NOTHING, **busy(articles))
    value = json.loads(json.dumps(review_json(review, ROOT)))
    assert (value["day"], value["until"]) == ("2027-12-01", "2028-03-01")
    assert len(value["due"]) == 80
    assert len(value["changed"][0]["articles"]) == len(value["unread"]) == len(value["ahead"]) == 40
    assert value["unread"][0] == {
        "id": articles[0].slug,
        "title": articles[0].title,
        "path": f"/ergens/kb/{articles[0].path}",
        "owner": "redactie",
        "urgency": articles[0].urgency,
        "route": ["eer-dwang", "vgv"],
        "checked": "2026-11-22",
        "due": "2027-11-22",
    }
    assert value["helplines"][0] == {"id": "lijn-0", "name": "L", "phone": "0800", "checked": "2027-01-01"}
    assert value["uncited"][0] == "oud-0"

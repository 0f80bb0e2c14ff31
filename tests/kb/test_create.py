from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.article import parse_article
from kb.create import Wish, checked_title, chosen_slug, new_article, taken_slugs, write_article
from kb.errors import KnowledgeBaseError, QueryError
from kb.library import load_library
from kb.plaintext import plain
from kb.reference import load_vocabulary
from kb.skeleton import skeleton
from tests.conftest import ROOT
from tests.kb.test_skeleton import NEW

TODAY = "2026-11-22"
VALUES = {
    "thema": ("veiligheid",),
    "leefdomein": ("school", "thuis"),
    "leeftijd": ("basisschool-4-12",),
    "beroepsgroep": ("leerkracht-po",),
}
VOCABULARY = load_vocabulary(ROOT / "kb")


@pytest.fixture
def wished(kb_root):
    """Return what becomes of a wish: wished(title, route=..., ...)."""
    kb = load_library(kb_root)[0]

    def make(title="Een kind wil niet naar huis", slug="", taken=(), **values):
        wish = Wish(title, slug, {**VALUES, **values})
        return new_article(wish, kb, taken_slugs(taken), today=TODAY)

    return make


def test_a_wish_becomes_an_article_in_the_folder_of_its_theme(wished):
    new = wished()
    assert new.path == "articles/veiligheid/kind-wil-niet-huis.md"
    assert (new.title, new.checked) == ("Een kind wil niet naar huis", TODAY)
    assert (new.routes, new.urgency, new.family_hidden) == (("geen",), "regulier", False)


def test_values_come_in_the_order_of_the_vocabulary_and_once(wished):
    assert wished(leefdomein=("school", "thuis", "school")).domains == ("thuis", "school")


@pytest.mark.parametrize(
    ("routes", "kept", "urgency", "hidden"),
    [
        (("meldcode",), ("meldcode",), "zorg", False),
        (("geen", "suicide"), ("suicide",), "acuut", False),
        (("vgv", "112"), ("112", "vgv"), "acuut", True),
        (("geen",), ("geen",), "regulier", False),
    ],
)
def test_a_danger_route_decides_the_urgency_and_whether_the_family_stays_out(
    wished, routes, kept, urgency, hidden
):
    new = wished(route=routes)
    assert (new.routes, new.urgency, new.family_hidden) == (kept, urgency, hidden)


def test_everything_that_is_missing_is_named_at_once(kb_root):
    kb = load_library(kb_root)[0]
    wish = Wish(values={"thema": ("veiligheid",), "leeftijd": ()})
    with pytest.raises(QueryError) as caught:
        new_article(wish, kb, {}, today=TODAY)
    assert caught.value.what == "Dit ontbreekt nog: TITEL, --leefdomein, --leeftijd, --beroepsgroep."
    assert "--thema veiligheid" in caught.value.todo


# Titles.


@pytest.mark.parametrize("title", ["", "  ", "?!", "[@bron]", "…"])
def test_a_title_without_words_is_refused(title):
    with pytest.raises(QueryError, match="Er is geen titel"):
        checked_title(title)


@pytest.mark.parametrize(
    "title", ["Een *boze* ouder", "<b>Boos</b>", "Boos ![x](y)", "Boos #", "`boos`", "a &lt; b"]
)
def test_a_title_that_markdown_would_change_is_refused(title):
    with pytest.raises(QueryError, match="eigen betekenis"):
        checked_title(title)


def test_a_title_without_end_is_refused():
    assert checked_title("a" * 100) == "a" * 100
    with pytest.raises(QueryError, match="te lang"):
        checked_title("a" * 101)


def test_a_title_is_kept_in_one_line_without_codes():
    assert checked_title(" Een\nkind \x1b[31m bidt  & zingt ") == "Een kind [31m bidt & zingt"


@given(st.text(min_size=1, max_size=100))
def test_a_title_that_is_accepted_is_read_back_as_it_is(title):
    try:
        shown = checked_title(title)
    except QueryError:
        return
    article, problems = parse_article(
        skeleton(replace(NEW, title=shown), VOCABULARY), path=NEW.path, vocabulary=VOCABULARY
    )
    assert problems == ()
    assert article is not None
    assert article.title == shown == plain(title)


# Slugs.

TAKEN = {"boos": "articles/veiligheid/boos.md"}


def test_a_slug_that_is_taken_is_refused_with_its_path_and_a_proposal():
    for wish in (Wish("Boos"), Wish("Een ouder", "boos")):
        with pytest.raises(QueryError) as caught:
            chosen_slug(wish, TAKEN)
        assert caught.value.what == "De naam 'boos' is al van articles/veiligheid/boos.md."
        assert caught.value.todo == "Kies een andere naam (--slug), bijvoorbeeld boos-2."


@pytest.mark.parametrize(
    ("slug", "proposal"),
    [
        ("Geen Hand", "geen-hand"),
        ("café", "cafe"),
        ("../weg", "weg"),
        ("Boos", "boos-2"),
        ("a" * 61, "a" * 40),
    ],
)
def test_a_name_that_can_be_no_slug_is_refused_with_a_proposal(slug, proposal):
    with pytest.raises(QueryError, match="kan geen bestandsnaam zijn") as caught:
        chosen_slug(Wish("Een ouder", slug), TAKEN)
    assert caught.value.todo.endswith(f", bijvoorbeeld {proposal}.")


def test_a_title_without_letters_of_ours_needs_a_chosen_slug():
    with pytest.raises(QueryError, match="Uit deze titel komt geen naam") as caught:
        chosen_slug(Wish("العربية"), {})
    assert caught.value.todo.endswith("hooguit 60 tekens.")
    assert chosen_slug(Wish("العربية", "arabisch"), {}) == "arabisch"


def test_a_slug_counts_as_taken_in_whatever_folder_and_case():
    assert taken_slugs(["articles/a/Boos.MD", "articles/b/c/stil.md"]) == {
        "boos": "articles/a/Boos.MD",
        "stil": "articles/b/c/stil.md",
    }


# Writing.


def test_a_new_article_is_written_with_plain_line_ends(kb_root):
    write_article(kb_root, NEW.path, "één\ntwee\n")
    assert (kb_root / NEW.path).read_bytes() == "één\ntwee\n".encode()


def test_a_file_that_is_there_is_never_written_over(kb_root):
    write_article(kb_root, NEW.path, "belangrijk")
    with pytest.raises(KnowledgeBaseError, match="bestaat al") as caught:
        write_article(kb_root, NEW.path, "nieuw")
    assert caught.value.where == str(kb_root / NEW.path)
    assert (kb_root / NEW.path).read_text(encoding="utf-8") == "belangrijk"


def test_of_a_file_that_could_not_be_written_nothing_is_left(kb_root):
    with pytest.raises(UnicodeEncodeError):
        write_article(kb_root, NEW.path, "\ud800")
    assert not (kb_root / NEW.path).exists()

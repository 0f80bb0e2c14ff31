import dataclasses

import pytest

from index.terms import stems
from kb.types import Item
from retrieval.curation.instructions import instructions, verbs_of

VERBS = frozenset(stems("bel vraag laat stuur geef zet ga regel beloof licht leg"))


def told(text: str, kind: str = "advies") -> list[tuple[str, bool]]:
    """Return the verb of each instruction, and whether it is forbidden."""
    item = Item(kind, text, "a", "", "a.md", 1)
    return [(" ".join(sorted(one.verbs)), one.forbidden) for one in instructions(item, VERBS)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bel de ouders.", [("bel", False)]),
        ("Bel de ouders niet.", [("bel", True)]),
        ("Stuur geen brief en bel de ouders.", [("stuur", True), ("bel", False)]),
        ("Bel en app niet.", [("bel", True)]),
        ("Bel of mail niet naar huis.", [("bel", True)]),
        ("Bel thuis pas na overleg.", [("bel", True)]),
        ("Geef adres, school en foto's niet door.", []),  # not clear what is denied
        ("Vraag wat hier niet kan.", []),
        ("Bel niet eerst een collega.", []),  # the order alone
        ("Bellen, een dag niets.", []),
        ("Bel je thuis?", []),
        ('Zeg: "Bel niet naar huis."', []),  # somebody else's words
        ("Het helpt om te bellen.", []),
        ("Is er gevaar? Bel dan 112; ga niet naar binnen.", [("bel", False), ("ga", True)]),
    ],
)
def test_advice_tells_what_to_do_and_what_not(text, expected):
    assert told(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Meteen de ouders bellen.", [("bel", True)]),
        ("Een broer of zus laten vertalen. Je moet ze zelf bellen.", [("laat", True)]),
        ("Eerst een collega bellen.", []),
        ("Niet vragen hoe het gaat.", []),
        ("Denken dat je moet bellen.", []),
        ('"Ga maar bellen."', []),
    ],
)
def test_a_pitfall_forbids_what_it_names(text, expected):
    assert told(text, "valkuil") == expected


@pytest.mark.parametrize("kind", ["vraag", "signaal", "betekenis", "situatie", "voorbeeld"])
def test_other_items_tell_nothing(kind):
    assert told("Bel de ouders.", kind) == []


@pytest.mark.parametrize("kind", ["kort", "letop", "vervolg", "opschalen"])
def test_all_kinds_of_advice_tell_something(kind):
    assert told("Bel de ouders.", kind) == [("bel", False)]


def about(text: str, kind: str = "advies") -> set[str]:
    (one,) = instructions(Item(kind, text, "a", "", "a.md", 1), VERBS)
    return set(one.about)


def test_it_is_about_what_is_done_and_not_about_when_or_why():
    assert about("Bel de buurman als het regent.") == set(stems("buurman"))
    assert about("De buurman bellen omdat het regent.", "valkuil") == set(stems("buurman"))


def test_names_and_loose_words_are_not_what_it_is_about():
    assert about("Bel samen met Veilig Thuis ook de buurman.") == set(stems("buurman"))


def same(one: str, other: str) -> bool:
    first, second = (next(instructions(Item("advies", t, "a", "", "a.md", 1), VERBS)) for t in (one, other))
    return first.same_action(second)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Bel de ouders.", "Bel niet naar huis.", True),
        ("Bel de ouders.", "Vraag de ouders.", False),
        ("Laat een kind vertalen.", "Laat nooit een kind vertalen.", True),
        ("Laat een kind vertalen.", "Laat een kind niet wachten.", False),
    ],
)
def test_to_let_somebody_do_something_is_the_same_where_that_is_done(one, other, expected):
    assert same(one, other) is expected


def test_the_sentence_of_an_instruction_is_kept():
    item = Item("advies", "Wacht af. Bel Veilig Thuis, en bel de buurman niet.", "a", "", "a.md", 1)
    assert {one.sentence for one in instructions(item, VERBS)} == {
        "Bel Veilig Thuis, en bel de buurman niet."
    }


def test_verbs_are_what_more_than_one_piece_of_advice_opens_with(own_index):
    verbs = verbs_of(own_index.generation.kb.articles)
    assert set(stems("bel vraag laat zet geef")) <= verbs
    assert not verbs & set(stems("de het is zie"))


def test_a_word_that_opens_one_piece_of_advice_may_be_anything(own_index):
    article = own_index.generation.kb.articles[0]
    texts = ("Bel thuis.", "Bel nu.", "Buiten is het fijn.")
    items = tuple(Item("advies", text, "a", "", "a.md", 1) for text in texts)
    assert verbs_of([dataclasses.replace(article, items=items)]) == {"bel"}

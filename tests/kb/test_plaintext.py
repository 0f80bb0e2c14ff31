import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.plaintext import citations, plain, without_controls

JOINERS = {"\u200c", "\u200d"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("rood \x1b[31malarm", "rood [31malarm"),
        ("bel\x07 en \x9b2J wis", "bel en 2J wis"),
        ("om\u202egekeerd", "omgekeerd"),
        ("zacht\u00adkoppel", "zachtkoppel"),
        ("regel\neen\ttwee\u2028drie", "regel een twee drie"),
        ("half \ud800 teken", "half  teken"),
    ],
)
def test_control_characters_never_survive(text, expected):
    assert without_controls(text) == expected


def test_joiners_of_other_scripts_and_emoji_stay():
    assert without_controls("می\u200cخواهم 👩\u200d👧") == "می\u200cخواهم 👩\u200d👧"


def test_accents_stay_whole():
    assert plain("reünie, één, café, cafe\u0301") == "reünie, één, café, cafe\u0301"


@given(st.text())
def test_plain_text_holds_nothing_that_a_terminal_obeys(text):
    left = {
        character for character in plain(text) if unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co"}
    }
    assert left <= JOINERS


@given(st.text())
def test_plain_text_has_single_spaces_and_no_edges(text):
    result = plain(text)
    assert "  " not in result
    assert result == result.strip()


@given(st.text(alphabet=st.characters(exclude_characters="[]{}")))
def test_plain_text_stays_the_same_when_made_plain_again(text):
    assert plain(plain(text)) == plain(text)


def test_citations_and_the_family_mark_are_taken_out():
    assert plain("Bel de ouders. [@nji-tolk] [@tel:veilig-thuis] {familie}") == "Bel de ouders."


def test_a_citation_before_the_full_stop_leaves_no_space():
    assert plain("Dat mag niet [@wet-1].") == "Dat mag niet."


def test_a_citation_with_a_hidden_character_in_it_is_not_shown():
    assert plain("Dat mag. [@wet\x1b-1]") == "Dat mag."


def test_citations_come_once_and_in_order():
    assert citations("a [@b] c [@a] d [@b] e [@tel:x]") == ("b", "a", "tel:x")

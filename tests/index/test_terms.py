"""The analyser: what meets in a search, and what must never be dropped."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.terms import stems, terms


def test_function_words_are_left_out():
    assert terms("de leerling en het kind") == terms("leerling kind")


@pytest.mark.parametrize("word", ["niet", "geen", "nooit", "zonder", "niets", "niemand", "meer"])
def test_a_negation_stays_in(word: str):
    assert len(terms(word)) == 1


def test_niet_meer_stays_in_a_sentence():
    assert len(terms("hij wil niet meer")) == 3


def test_singular_and_plural_meet():
    assert terms("leerlingen") == terms("leerling")


def test_capitals_and_accents_make_no_difference():
    assert terms("CAFÉ Zoë") == terms("cafe zoe")


def test_the_number_one_is_no_article():
    assert (terms("één"), terms("een")) == (["een"], [])


def test_accents_typed_as_loose_characters_do_not_cut_a_word():
    assert terms(unicodedata.normalize("NFD", "één vriendin, coördinatie")) == terms(
        "één vriendin, coördinatie"
    )


def test_marks_and_nothing_have_no_terms():
    assert terms("") == terms(" \n\t") == terms("?! … 👍") == []


@pytest.mark.parametrize("text", ["المدرسة", "okul", "ትምህርት", "szkoła"])
def test_another_language_has_terms_too(text: str):
    assert terms(text)


def test_a_word_without_end_is_left_out():
    assert terms("a" * 61) == []


def test_stems_keep_function_words():
    assert len(stems("ik wil niet meer")) == 4


@given(st.text())
def test_terms_of_any_text_are_terms_of_themselves_found_without_capitals(text: str):
    assert all(term and term == term.lower() and " " not in term for term in terms(text))


@given(st.text())
def test_the_form_of_the_characters_does_not_matter(text: str):
    composed, loose = unicodedata.normalize("NFC", text), unicodedata.normalize("NFD", text)
    assert (terms(composed), stems(composed)) == (terms(loose), stems(loose))

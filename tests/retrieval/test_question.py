import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.errors import QueryError
from retrieval.question import MAX_CHARACTERS, clean, units


@pytest.mark.parametrize(
    "text", ["", "   \n\t ", "?!... --", "12345", "😀🙏", "\x00\x1b", "\u200d\u202e", "\ud800"]
)
def test_a_text_without_a_letter_is_no_situation(text: str) -> None:
    with pytest.raises(QueryError, match=r"Er staat geen situatie\. Beschrijf"):
        clean(text)


def test_a_text_that_is_too_long_is_refused_with_both_lengths() -> None:
    with pytest.raises(QueryError, match=f"100000 tekens, hooguit {MAX_CHARACTERS}"):
        clean("a" * 100_000)


def test_a_text_of_the_greatest_length_is_kept_whole() -> None:
    assert len(clean("a" * MAX_CHARACTERS)) == MAX_CHARACTERS


def test_spaces_around_a_long_text_do_not_count() -> None:
    assert clean(" " * 50_000 + "kind huilt" + "\n" * 50_000) == "kind huilt"


def test_control_characters_are_left_out() -> None:
    assert clean("kind \x1b[31mhuilt\x07\x00 hard") == "kind [31mhuilt hard"


def test_a_lone_surrogate_is_left_out() -> None:
    assert clean("kind\udcff huilt") == "kind huilt"


def test_composed_and_decomposed_letters_are_the_same_question() -> None:
    assert clean("scholie\u0308re") == clean("scholi\u00ebre")


def test_lines_are_kept_and_spaces_in_them_joined() -> None:
    assert clean("  een \t kind\r\n\r\n huilt ") == "een kind\nhuilt"


@pytest.mark.parametrize("text", ["الطفل يبكي في الصف", "дитина плаче у класі", "孩子在课堂上哭"])
def test_another_script_is_a_situation(text: str) -> None:
    assert clean(text) == text


@given(st.text(max_size=200))
def test_cleaning_twice_changes_nothing(text: str) -> None:
    try:
        once = clean(text)
    except QueryError:
        return
    assert clean(once) == once


def test_one_sentence_is_one_unit() -> None:
    assert units("Een kind huilt in de klas.") == ("Een kind huilt in de klas.",)


def test_a_story_is_read_whole_and_by_sentence() -> None:
    story = "Een kind huilt in de klas. Vader komt het niet halen!"
    assert units(story) == (story, "Een kind huilt in de klas.", "Vader komt het niet halen!")


def test_a_short_sentence_belongs_to_the_one_before_it() -> None:
    assert units("Een kind huilt in de klas. Heel hard.\nVader komt het niet halen") == (
        "Een kind huilt in de klas. Heel hard. Vader komt het niet halen",
        "Een kind huilt in de klas. Heel hard.",
        "Vader komt het niet halen",
    )


def test_a_sentence_told_twice_is_read_once() -> None:
    assert len(units("Een kind huilt in de klas. " * 9)) == 2


def test_arabic_and_chinese_sentences_are_told_apart() -> None:
    assert len(units("الطفل يبكي في الصف كل يوم؟ لا يأتي الأب إلى المدرسة أبدا")) == 3


@given(st.text(alphabet="ab .!?\n", max_size=80).filter(str.strip))
def test_no_word_is_lost_in_the_units(text: str) -> None:
    whole, *sentences = units(text)
    assert whole.split() == text.split()
    assert not sentences or set(" ".join(sentences).split()) == set(text.split())

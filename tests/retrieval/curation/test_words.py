from index.refresh import OpenIndex
from index.terms import terms
from retrieval.curation.words import spread, telling, words_of


def words(*texts: str, without: tuple[str, ...] = (), held: dict[str, int] | None = None) -> list[str]:
    left_out = words_of(without).counts
    return telling(words_of(texts), without=left_out, spread=held or {}, articles=40)


def test_what_comes_back_in_more_texts_tells_more() -> None:
    assert words("vlag oorlog", "oorlog", "oorlog") == ["oorlog", "vlag"]


def test_what_few_articles_have_tells_more() -> None:
    assert words("vlag oorlog", held={terms("oorlog")[0]: 9}) == ["vlag", "oorlog"]


def test_what_many_articles_have_tells_nothing() -> None:
    assert words("vlag leerling", held={terms("leerling")[0]: 11}) == ["vlag"]


def test_function_words_numbers_and_names_are_no_words() -> None:
    assert words("Het is 112 voor Fatima en de vlag") == ["vlag"]


def test_a_word_that_once_stands_without_its_capital_is_no_name() -> None:
    assert words("Vlaggen hangen er.", "Daar zijn vlaggen") == ["vlaggen", "hangen"]


def test_an_abbreviation_is_a_word() -> None:
    assert words("de VGV") == ["VGV"]


def test_a_word_in_another_form_is_the_same_word() -> None:
    assert words("de vlaggen", without=("een vlag",)) == []


def test_a_compound_and_its_part_are_the_same_word() -> None:
    assert words("oogcontact", without=("contact",)) == []
    assert words("contact", without=("oogcontact",)) == []


def test_a_short_word_within_a_longer_one_is_another_word() -> None:
    assert words("ex", without=("expres",)) == ["ex"]


def test_words_that_tell_as_much_stand_in_the_order_of_the_alphabet() -> None:
    assert words("zebra aap noot") == ["aap", "noot", "zebra"]


def test_a_term_is_spread_over_the_articles_that_have_it(small_index: OpenIndex) -> None:
    held = spread(small_index.generation.kb.articles)
    assert [held[term] for term in terms("boos laat situatie toner")] == [1, 1, 3, 0]

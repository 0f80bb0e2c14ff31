import pytest

from kb.checks.length import check_length
from tests.conftest import article_text


def padded(words: int, *, status: str = "gepubliceerd") -> str:
    more = "Dit zijn er drie. " * (words // 4) + "Slot. " * (words % 4)
    text = article_text().replace("Je ziet het in de klas.", f"Je ziet het in de klas. {more}")
    return text.replace("status: concept", f"status: {status}")


@pytest.fixture
def rules(read):
    return lambda text: [(p.rule, p.line, p.severity) for p in check_length(read(text)[0])]


@pytest.fixture
def own_words(read):
    return sum(len(item.text.split()) for item in read(article_text())[0].items)


@pytest.mark.parametrize(("total", "found"), [(499, 1), (500, 0), (1100, 0), (1101, 1)])
def test_a_published_article_has_500_to_1100_words(rules, own_words, total, found):
    assert rules(padded(total - own_words)) == [("S08", 0, "waarschuwing")] * found


def test_a_concept_may_be_short_but_not_too_long(rules):
    assert rules(article_text()) == []
    assert rules(padded(1200, status="concept")) == [("S08", 0, "waarschuwing")]


@pytest.mark.parametrize(("words", "found"), [(30, []), (31, [("G23", 33, "waarschuwing")])])
def test_a_sentence_has_at_most_thirty_words(rules, words, found):
    sentence = " ".join(["Woord", *["woord"] * (words - 1)]) + "."
    assert rules(article_text().replace("- Meteen oordelen.", f"- {sentence} En nog een.")) == found


def test_what_people_say_may_be_one_long_breath(rules):
    told = ["en toen " * 20 + str(number) for number in range(8)]
    assert rules(article_text(situations=told)) == []

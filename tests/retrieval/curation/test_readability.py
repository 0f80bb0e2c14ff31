import math

import pytest

from retrieval.curation.readability import flesch_douma


def test_the_formula_of_douma():
    # 4 words of 1, 1, 2 and 2 syllables in one sentence: 206.84 - 0.77 * 150 - 0.93 * 4
    assert flesch_douma(["dat", "is", "moeder", "vader"], 1) == pytest.approx(87.62)


def test_long_words_and_long_sentences_read_harder():
    easy = flesch_douma(["vraag", "het", "haar"], 1)
    assert flesch_douma(["onderwijsconsulenten", "het", "haar"], 1) < easy
    assert flesch_douma(["vraag", "het", "haar"] * 10, 1) < easy


@pytest.mark.parametrize(("words", "sentences"), [([], 1), (["vraag"], 0), ([], 0)])
def test_without_words_or_sentences_there_is_no_figure(words, sentences):
    assert math.isnan(flesch_douma(words, sentences))

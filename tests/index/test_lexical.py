"""BM25: right rows, the same scores each time, and a clear error when it cannot be opened."""

import unicodedata
from pathlib import Path

import numpy as np
import pytest

from index.lexical import LexicalIndex, building_lexical, open_lexical
from kb.errors import IndexStoreError

TEXTS = ["Een leerling kijkt weg", "Vader komt niet op gesprek", "De leerling komt te laat", "Moeder lacht"]


def stored(folder: Path, texts: list[str]) -> LexicalIndex:
    folder.mkdir()
    with building_lexical(folder, texts):
        pass
    return open_lexical(folder, texts)


@pytest.fixture
def lexical(tmp_path: Path) -> LexicalIndex:
    return stored(tmp_path / "lexical", TEXTS)


def test_only_rows_with_a_term_score(lexical: LexicalIndex):
    assert (lexical.scores("leerlingen") > 0).tolist() == [True, False, True, False]


def test_a_row_with_more_terms_scores_higher(lexical: LexicalIndex):
    scores = lexical.scores("leerling kijkt weg")
    assert scores[0] > scores[2] > 0


def test_a_rare_term_weighs_more_than_a_common_one(lexical: LexicalIndex):
    scores = lexical.scores("leerling moeder")
    assert scores[3] > scores[0]


@pytest.mark.parametrize("text", ["", "  ", "de het een", "?!", "xylofoon"])
def test_a_text_that_nothing_holds_scores_zero_everywhere(lexical: LexicalIndex, text: str):
    assert lexical.scores(text).tolist() == [0.0] * 4


def test_marks_of_a_query_language_are_plain_text(lexical: LexicalIndex):
    assert np.array_equal(
        lexical.scores('text:"leerling" AND (weg* OR -x) [a TO b]^2'),
        lexical.scores("text leerling and weg or x a to b 2"),
    )


def test_a_very_long_story_is_answered(lexical: LexicalIndex):
    assert lexical.scores("leerling " + "woord " * 20_000)[0] > 0


def test_another_build_gives_the_same_scores(lexical: LexicalIndex, tmp_path: Path):
    again = stored(tmp_path / "again", TEXTS)
    assert np.array_equal(lexical.scores("leerling komt niet"), again.scores("leerling komt niet"))


def test_equal_texts_score_equally(tmp_path: Path):
    scores = stored(tmp_path / "lexical", ["zelfde tekst"] * 300).scores("tekst")
    assert np.all(scores == scores[0])
    assert scores[0] > 0


def test_a_stored_text_with_loose_accents_is_found(tmp_path: Path):
    index = stored(tmp_path / "lexical", [unicodedata.normalize("NFD", "coördinator"), "iets anders"])
    assert index.scores("coördinator")[0] > 0


def test_an_index_of_nothing_answers_with_nothing(tmp_path: Path):
    assert stored(tmp_path / "lexical", []).scores("leerling").shape == (0,)


def test_a_folder_with_accents_in_its_name_works(tmp_path: Path):
    assert stored(tmp_path / "Zoë's map ✓", TEXTS).scores("vader")[1] > 0


def test_a_missing_index_is_a_dutch_error(tmp_path: Path):
    with pytest.raises(IndexStoreError, match="woordindex is beschadigd") as caught:
        open_lexical(tmp_path / "weg", TEXTS)
    assert "index bouw" in caught.value.todo


def test_what_cannot_be_written_is_a_dutch_error(tmp_path: Path):
    with (
        pytest.raises(IndexStoreError, match="niet worden geschreven"),
        building_lexical(tmp_path / "geen-map", TEXTS),
    ):
        pass


def test_what_goes_wrong_meanwhile_is_not_hidden_and_leaves_no_index(tmp_path: Path):
    (tmp_path / "lexical").mkdir()
    with pytest.raises(RuntimeError, match="midden"), building_lexical(tmp_path / "lexical", TEXTS):
        raise RuntimeError("midden in het werk")
    assert not open_lexical(tmp_path / "lexical", TEXTS).scores("leerling").any()


def test_every_file_can_be_read_by_whom_the_folder_is_open_to(tmp_path: Path):
    stored(tmp_path / "lexical", TEXTS)
    (tmp_path / "gewoon").touch()
    usual = (tmp_path / "gewoon").stat().st_mode
    assert {path.stat().st_mode for path in (tmp_path / "lexical").iterdir()} == {usual}

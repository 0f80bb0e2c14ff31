import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from index import tokens

TEXTS = [
    "Een moeder geeft de juf geen hand.",
    "ONBEKENDE woorden, xyzzy en 12345 €",
    "",
    "   ",
    "de  klas\n\ten\u00a0school",
    "Öğretmen konuşmak istiyor",
    "الأم لا تأتي إلى المدرسة",
    "Мама не приходить",
    "父母不来参加家长会。",
    "ወላጆች ወደ ትምህርት ቤት",
    "😀👍🏽 top 🙏",
    "klas</s>klas <mask> juf<unk><s>",
    "</s>",
    "q</s>de",
    "q[EXTRA]de +extra+ juf",
    "ﬁ ½ ＡＢＣ",
    "nul\0 bel\x07 \x1b[31m rood",
    "▁▁hand▁",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
]


def whole_ids(whole, texts, *, max_length):
    whole.enable_truncation(max_length)
    return [found.ids for found in whole.encode_batch(texts)]


def light(whole, folder, *, max_length=64):
    tokens.write_tokenizer(whole.to_str(), folder, max_length=max_length)
    return tokens.open_tokenizer(folder)


@pytest.fixture(scope="module")
def pair(unigram, tmp_path_factory):
    whole = Tokenizer.from_str(unigram.to_str())
    whole.add_special_tokens(["[EXTRA]"])  # beyond the vocabulary
    whole.add_tokens(["+extra+"])
    return whole, light(whole, tmp_path_factory.mktemp("light"))


def test_gives_the_ids_of_the_whole_tokenizer(pair):
    whole, small = pair

    assert small.table is not None
    assert small.encode(TEXTS) == whole_ids(whole, TEXTS, max_length=64)
    assert [small.encode([text])[0] for text in TEXTS] == whole_ids(whole, TEXTS, max_length=64)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.sampled_from([*"deklasjufhn xé€<▁\n\0", "</s>", "<mask>", "[EXTRA]"]), max_size=40).map(
        "".join
    )
)
def test_gives_the_ids_of_the_whole_tokenizer_for_any_text(pair, text):
    whole, small = pair

    assert small.encode([text]) == whole_ids(whole, [text], max_length=64)


def test_the_shell_holds_no_vocabulary(pair, tmp_path):
    light(pair[0], tmp_path)

    assert len(json.loads((tmp_path / tokens.SHELL_FILE).read_text())["model"]["vocab"]) == 1


def test_always_knows_the_lowest_score(pair):
    table = pair[1].table

    assert table.scores[table.always[1]] == table.scores.min()
    assert set(table.always) <= set(table.rows_in([]))


def test_finds_every_piece_among_the_substrings(pair):
    table = pair[1].table
    found = {str(piece) for piece in table.pieces[table.rows_in(["▁school"])]}
    expected = {str(piece) for piece in table.pieces if str(piece) in "▁school"}

    assert expected <= found
    assert "▁de" not in found


def test_cuts_at_the_maximum_length_and_keeps_the_suffix(unigram, tmp_path):
    whole = Tokenizer.from_str(unigram.to_str())
    found = light(whole, tmp_path, max_length=7).encode(["de klas en de juf en de hand van de vader"])

    assert len(found[0]) == 7
    assert found == whole_ids(whole, ["de klas en de juf en de hand van de vader"], max_length=7)


def test_forgets_padding_and_truncation_of_the_original(unigram, tmp_path):
    whole = Tokenizer.from_str(unigram.to_str())
    expected = whole_ids(whole, TEXTS, max_length=64)
    whole.enable_padding(length=30, pad_id=1, pad_token="<pad>")
    whole.enable_truncation(3)

    assert light(whole, tmp_path).encode(TEXTS) == expected


def test_survives_half_an_emoji(pair):
    assert pair[1].encode(["klas \ud83d juf"])[0][0] == 0


def test_more_texts_than_go_into_one_small_tokenizer(pair, monkeypatch):
    whole, small = pair
    monkeypatch.setattr(tokens, "_TEXTS_AT_ONCE", 3)

    assert small.encode(TEXTS) == whole_ids(whole, TEXTS, max_length=64)
    assert small.encode([]) == []


def test_keeps_wordpiece_whole(wordpiece, tmp_path):
    whole = Tokenizer.from_str(wordpiece.to_str())
    small = light(whole, tmp_path)

    assert small.table is None
    assert small.encode(TEXTS) == whole_ids(whole, TEXTS, max_length=64)


@pytest.mark.parametrize(
    "change",
    [{"byte_fallback": True}, {"unk_id": None}, {"type": "BPE"}, {"vocab": [["a", 0.0], ["a", -1.0]]}],
)
def test_leaves_whole_what_a_table_cannot_hold(change):
    fit = {"type": "Unigram", "unk_id": 0, "byte_fallback": False, "vocab": [["<unk>", 0.0], ["a", -1.0]]}

    assert tokens.can_be_split(fit)
    assert not tokens.can_be_split(fit | change)


@pytest.mark.model
def test_packaged_tokenizer_is_exact(packaged):
    from index.conversion import tokenizer_definition
    from index.export import PROBES
    from index.model import nmt_nfkc_charsmap
    from index.weights import load_weights

    definition = tokenizer_definition(load_weights(), nmt_nfkc_charsmap())
    whole = Tokenizer.from_str(json.dumps(definition))
    texts = [*TEXTS, *PROBES]
    small = tokens.open_tokenizer(packaged)

    assert small.encode(texts) == whole_ids(whole, texts, max_length=512)
    assert np.max([len(ids) for ids in small.encode(texts)]) == 512

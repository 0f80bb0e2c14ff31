import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.errors import QueryError
from retrieval.batch import answer_lines


def ask(query_id: str, text: str) -> dict[str, Any]:
    if not text.strip():
        raise QueryError("Er staat geen situatie.")
    return {"id": query_id, "query": text}


def answered(*lines: bytes) -> list[dict[str, Any]]:
    return [value for value, _ in answer_lines(lines, ask)]


@given(st.lists(st.tuples(st.text(), st.text(min_size=1).filter(str.strip)), max_size=6))
def test_every_line_gets_its_answer_in_order_with_its_id(rows: list[tuple[str, str]]) -> None:
    lines = [json.dumps({"id": query_id, "text": text}).encode() for query_id, text in rows]
    assert list(answer_lines(lines, ask)) == [({"id": i, "query": t}, True) for i, t in rows]


def test_equal_ids_are_both_answered() -> None:
    line = b'{"id": "a", "text": "kind huilt"}'
    assert answered(line, line) == [{"id": "a", "query": "kind huilt"}] * 2


@pytest.mark.parametrize(("written", "read"), [("7", "7"), ("1.5", "1.5"), ('"07"', "07"), ('""', "")])
def test_an_id_may_be_a_number_and_is_given_back_as_text(written: str, read: str) -> None:
    assert answered(f'{{"id": {written}, "text": "x"}}'.encode())[0]["id"] == read


def test_an_id_may_be_called_as_in_a_dataset() -> None:
    assert answered(b'{"_id": "q1", "text": "x"}')[0]["id"] == "q1"
    assert answered(b'{"_id": "q1", "id": "a", "text": "x"}')[0]["id"] == "a"


def test_empty_lines_are_passed_over() -> None:
    assert len(answered(b"", b"  \t ", b'{"id": 1, "text": "x"}', b"\r")) == 1


def test_a_byte_order_mark_is_no_part_of_the_line() -> None:
    assert answered(b'\xef\xbb\xbf{"id": "a", "text": "x"}') == [{"id": "a", "query": "x"}]


def test_other_keys_are_left_alone() -> None:
    assert answered(b'{"id": "a", "text": "x", "split": "dev"}') == [{"id": "a", "query": "x"}]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (b"geen json", "geen JSON"),
        (b'{"id": "a", "text": "x"', "geen JSON"),
        (b"[" * 100_000, "geen JSON"),
        (b'{"id": "a", "text": "' + b"\xff" + b'"}', "geen UTF-8"),
        (b"[]", "geen 'id' en 'text'"),
        (b'"tekst"', "geen 'id' en 'text'"),
        (b"null", "geen 'id' en 'text'"),
        (b'{"text": "x"}', "geen 'id' en 'text'"),
        (b'{"id": null, "text": "x"}', "geen 'id' en 'text'"),
        (b'{"id": true, "text": "x"}', "geen 'id' en 'text'"),
        (b'{"id": ["a"], "text": "x"}', "geen 'id' en 'text'"),
    ],
)
def test_a_line_that_cannot_be_read_gives_its_error_without_an_id(line: bytes, words: str) -> None:
    [(value, good)] = answer_lines([line], ask)
    assert not good
    assert value["id"] is None
    assert value["error"].startswith("regel 1: ")
    assert words in value["error"]


@pytest.mark.parametrize("text", ["null", "7", '["x"]', '" "', '""'])
def test_a_bad_text_keeps_its_id(text: str) -> None:
    [(value, good)] = answer_lines([f'{{"id": "a", "text": {text}}}'.encode()], ask)
    assert (value["id"], good) == ("a", False)
    assert set(value) == {"id", "error"}


def test_a_bad_line_stops_none_of_the_others() -> None:
    lines = (b'{"id": 1, "text": "x"}', b"{", b"", b'{"id": 2, "text": "y"}')
    assert [good for _, good in answer_lines(lines, ask)] == [True, False, True]


def test_the_number_of_the_line_counts_empty_lines() -> None:
    assert answered(b"", b"", b"{")[0]["error"].startswith("regel 3: ")


@given(st.lists(st.binary(max_size=40)))
def test_any_bytes_give_one_result_for_each_line_with_something_on_it(lines: list[bytes]) -> None:
    assert len(answered(*lines)) == sum(bool(line.strip()) for line in lines)

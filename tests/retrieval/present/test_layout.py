import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.present.layout import LABEL_WIDTH, Section, lay_out, wrap

words = st.text(alphabet='abc "”“.?…', min_size=1, max_size=200).filter(str.strip)
sections = st.builds(
    Section,
    label=st.sampled_from(("", "DOE", "BETER NIET")),
    entries=st.lists(words, max_size=5).map(tuple),
    lines_each=st.integers(1, 4),
    most=st.integers(1, 5),
    lead=st.sampled_from(("", "- ", "[#] ")),
    wide=st.booleans(),
    firm=st.booleans(),
    spare=st.booleans(),
)


@given(words, st.integers(20, 80), st.integers(1, 4))
def test_wrapped_text_keeps_to_its_room_and_lines(text: str, room: int, lines: int) -> None:
    wrapped = wrap(text, room=room, lines=lines)
    assert 1 <= len(wrapped) <= lines
    assert all(len(line) <= room for line in wrapped)


@given(words, st.integers(20, 80))
def test_with_lines_enough_every_word_is_shown(text: str, room: int) -> None:
    assert "".join(wrap(text, room=room, lines=99)).replace(" ", "") == text.replace(" ", "")


def test_what_does_not_fit_ends_after_a_sentence_or_with_an_ellipsis() -> None:
    text = "Een hele zin die past. En dan nog veel meer woorden die niet passen."
    assert wrap(text, room=30, lines=1) == ["Een hele zin die past."]
    assert wrap("Een zin zonder einde die maar doorgaat", room=20, lines=1) == ["Een zin zonder …"]


def test_a_quotation_that_is_cut_off_is_closed() -> None:
    cut = wrap('"Vertel eens wat er in de klas gebeurde toen hij lachte', room=30, lines=1)
    assert cut[0].count('"') == 2


@pytest.mark.parametrize("text", ["", "   "])
def test_an_empty_text_takes_one_empty_line(text: str) -> None:
    assert wrap(text, room=40, lines=3) == [""]


def test_only_the_first_line_of_a_section_bears_its_label() -> None:
    lines = lay_out([Section("DOE", ("een", "twee"), lead="[#] ")], width=79)
    assert [(line.label, line.text) for line in lines] == [("DOE", "[1] een"), ("", "[2] twee")]


def test_a_second_line_stands_under_the_text_of_the_first() -> None:
    lines = lay_out([Section("DOE", ("woord " * 20,), lead="- ")], width=40)
    assert all(line.text.startswith("  woord") for line in lines[1:])


def test_a_section_without_entries_is_left_out() -> None:
    assert lay_out([Section("DOE", ())], width=79) == []


def test_the_last_section_gives_way_first() -> None:
    full = [Section("EEN", ("a", "b"), wide=True), Section("TWEE", ("c", "d"), wide=True)]
    assert [line.text for line in lay_out(full, width=79, limit=3)] == ["a", "b", "c"]


def test_a_spare_section_goes_before_a_firm_one_is_shortened() -> None:
    long = "woord " * 40
    full = [Section("EEN", ("a",), spare=True), Section("TWEE", (long,), firm=True, lines_each=4)]
    assert {line.label for line in lay_out(full, width=79, limit=4)} == {"TWEE", ""}


@given(st.lists(sections, max_size=6), st.integers(40, 100))
def test_no_line_is_wider_than_the_screen(chosen: list[Section], width: int) -> None:
    for line in lay_out(chosen, width=width):
        assert len(line.text) + (0 if line.wide else LABEL_WIDTH) <= width


@given(st.lists(sections, max_size=6), st.integers(1, 30))
def test_the_limit_is_kept_down_to_one_line_an_entry(chosen: list[Section], limit: int) -> None:
    lines = lay_out(chosen, width=79, limit=limit)
    least = sum(1 for section in chosen if section.entries and not section.spare)
    assert len(lines) <= max(limit, least)


@given(st.lists(sections, max_size=6))
def test_a_limit_that_is_not_reached_changes_nothing(chosen: list[Section]) -> None:
    assert lay_out(chosen, width=79, limit=1000) == lay_out(chosen, width=79)

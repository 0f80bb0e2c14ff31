from kb.types import Problem
from retrieval.present.problems import left_out_lines


def problem(path: str, line: int) -> Problem:
    return Problem("S01", path, line, f"Wat {line}.", "Doe dit.")


def test_a_file_that_takes_no_part_has_one_line_however_much_is_wrong() -> None:
    found = [problem("a.md", 1), problem("b.md", 4), problem("a.md", 9), problem("a.md", 12)]
    assert list(left_out_lines(found)) == [
        "Doet niet mee: a.md:1 Wat 1. Doe dit. (en nog 2; zie: handelwijzer artikel controleer)",
        "Doet niet mee: b.md:4 Wat 4. Doe dit.",
    ]
    assert list(left_out_lines([problem("c.md", 0)])) == ["Doet niet mee: c.md Wat 0. Doe dit."]

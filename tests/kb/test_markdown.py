import pytest

from kb.markdown import Block, parse_blocks

TODO = "Gebruik koppen, gewone alinea's en streepjes ('- ')."


def blocks(text):
    found, problems = parse_blocks(text, path="x.md")
    assert problems == ()
    return found


def problems(text, first_line=1):
    return [(p.line, p.what) for p in parse_blocks(text, path="x.md", first_line=first_line)[1]]


def test_headings_paragraphs_and_bullets_come_with_their_lines():
    text = "# Titel\n\n## Kop\nTekst.\n\n### Tussenkop\n- een\n- twee"
    assert blocks(text) == (
        Block(1, "Titel", 1),
        Block(2, "Kop", 3),
        Block(0, "Tekst.", 4),
        Block(3, "Tussenkop", 6),
        Block(-1, "een", 7),
        Block(-1, "twee", 8),
    )


def test_lines_count_from_the_first_line_of_the_file():
    assert parse_blocks("# A\n\ntekst", path="x.md", first_line=10)[0][1].line == 12


def test_a_bullet_over_more_lines_is_one_text_at_its_first_line():
    assert blocks("- een\n  twee\n  drie\n- vier") == (Block(-1, "een twee drie", 1), Block(-1, "vier", 4))


def test_emphasis_marks_are_gone():
    assert blocks("- **vet** en *schuin* en `code`")[0].text == "vet en schuin en code"


def test_a_single_star_or_underscore_is_no_emphasis():
    assert blocks("2 * 3 en snake_case_naam")[0].text == "2 * 3 en snake_case_naam"


def test_citations_stay_for_the_one_who_reads_them():
    assert blocks("- tekst [@nji-tolk] [@tel:x]")[0].text == "tekst [@nji-tolk] [@tel:x]"


def test_a_bullet_that_looks_like_a_link_definition_is_not_lost():
    found = blocks("- [@vakkennis]: Tekst\n- Nog iets [@vakkennis]")
    assert [block.text for block in found] == ["[@vakkennis]: Tekst", "Nog iets [@vakkennis]"]


def test_escape_codes_are_gone_also_those_written_as_entities():
    assert blocks("- a\x1b[31mb &#x202e;c &#x1b;d")[0].text == "a[31mb c \ufffdd"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("```\ncode\n```", "een codeblok"),
        ("    ingesprongen", "een ingesprongen blok"),
        ("<div>x</div>", "HTML"),
        ("<!-- later -->", "HTML"),
        ("tekst <b>vet</b>", "HTML"),
        ("***", "een streep"),
        ("> citaat", "een citaatblok"),
        ("1. een\n2. twee", "een genummerde lijst"),
        ("| a | b |\n|---|---|\n| c | d |", "een tabel"),
        ("![alt](plaatje.png)", "een afbeelding"),
        ("[tekst](https://x.nl)", "een link"),
        ("<https://x.nl>", "een link"),
        ("- een\n  - twee\n  - drie", "een lijst in een lijst"),
    ],
)
def test_what_an_article_cannot_hold_is_named_once(text, name):
    line = 2 if "lijst in" in name else 1
    assert problems(text) == [(line, f"Hier staat {name}; dat kan in een artikel niet.")]


def test_the_problem_says_what_to_use_instead():
    assert parse_blocks("> x", path="x.md")[1][0].todo == TODO


def test_an_image_inside_a_long_paragraph_has_its_own_line():
    assert problems("een\ntwee\n![x](y)\nvier", first_line=5) == [
        (7, "Hier staat een afbeelding; dat kan in een artikel niet.")
    ]


def test_the_text_of_a_table_link_or_image_is_not_lost():
    found, _ = parse_blocks("| cel |\n|---|\n\n[link](x) ![alt](y) <i>scheef</i>", path="x.md")
    assert [block.text for block in found] == ["cel", "link alt <i>scheef</i>"]


def test_all_problems_of_a_text_come_at_once():
    assert [line for line, _ in problems("> a\n\n***\n\n- x ![a](b)\n\n<hr>")] == [1, 3, 5, 7]

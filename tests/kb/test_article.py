import re
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kb.headings import BY_TITLE, HEADINGS, PLACES
from tests.conftest import article_text

FRONT = article_text().split("# Een leerling")[0]


def line_of(text, part):
    """Return the line of the first place where a part of the text stands."""
    return text[: text.index(part)].count("\n") + 1


def body(*lines):
    """Return an article of good front matter, a title and these lines; the first is line 10."""
    return "\n".join([*FRONT.splitlines(), "# Titel", *lines])


def bare(line):
    """Return a line of Markdown without marks, citations and double spaces; written apart from the parser."""
    line = re.sub(r"\[@[^\]]+\]|\{familie\}|\*\*", "", line)
    return " ".join(line.removeprefix("- ").split())


def test_a_whole_article_has_no_problems(read):
    article, problems = read(article_text())
    assert problems == ()
    assert article is not None


def test_the_slug_is_the_name_of_the_file(read):
    assert read(article_text(), "articles/veiligheid/een-2-drie.md")[0].slug == "een-2-drie"


def test_the_title_comes_with_its_line(read):
    article, _ = read(article_text("Een **boze** ouder"))
    assert (article.title, article.title_line) == ("Een boze ouder", 9)


def test_facets_and_dates_are_kept(read):
    article, _ = read(
        article_text(front="route: [meldcode]\nurgentie: zorg\nniveau: [client, professional]\n")
    )
    assert (article.theme, article.domains, article.ages) == (
        "veiligheid",
        ("school",),
        ("basisschool-4-12",),
    )
    assert (article.jobs, article.levels) == (("leerkracht-po",), ("client", "professional"))
    assert (article.urgency, article.routes, article.checked) == ("zorg", ("meldcode",), "2026-11-22")


def test_an_article_is_reviewed_only_when_someone_read_it(read):
    assert not read(article_text())[0].reviewed
    front = "meegelezen: [{rol: moeder, datum: 2026-10-01}]\n"
    assert read(article_text(front=front))[0].readers == (("moeder", "2026-10-01"),)


@pytest.mark.parametrize("heading", HEADINGS, ids=lambda heading: heading.title)
def test_each_heading_gives_its_kind(read, heading):
    article, _ = read(body(f"## {heading.title}", "- tekst"))
    assert [(item.kind, item.heading, item.text) for item in article.items] == [
        (heading.kind, heading.title, "tekst")
    ]


@pytest.mark.parametrize(("title", "place"), PLACES.items())
def test_an_advice_knows_its_place(read, title, place):
    article, problems = read(body("## Wat je kunt doen", "- a", f"### {title}", "- b"))
    assert problems == ()
    assert [item.place for item in article.items] == [None, place]


def test_a_place_ends_at_the_next_heading(read):
    article, _ = read(body("## Wat je kunt doen", "### In het po", "- a", "## Beter niet", "- b"))
    assert article.items[-1].place is None


def test_a_meaning_has_its_type_and_the_text_without_it(read):
    article, _ = read(body("## Wat het kan betekenen", "- **trauma:** Iemand is bang. [@vakkennis]"))
    assert (article.items[0].type, article.items[0].text) == ("trauma", "Iemand is bang.")


def test_a_colon_in_another_kind_of_item_changes_nothing(read):
    article, _ = read(body("## Beter niet", "- let op: niet doen"))
    assert (article.items[0].type, article.items[0].text) == (None, "let op: niet doen")


def test_sources_and_the_family_mark_are_kept_apart_from_the_text(read):
    article, _ = read(body("## Wat je kunt doen", "- Bel ze. [@nji-tolk] [@tel:veilig-thuis] {familie}"))
    item = article.items[0]
    assert (item.text, item.sources, item.family) == ("Bel ze.", ("nji-tolk", "tel:veilig-thuis"), True)


@pytest.mark.parametrize("mark", ["{Familie}", "{ familie }", "{famillie}", "{familie", "familie}"])
def test_a_misspelt_family_mark_is_a_problem_and_still_hides_the_item(read, mark):
    article, problems = read(body("## Wat je kunt doen", f"- Bel de ouders. {mark}"))
    assert article.items[0].family
    assert [(p.line, p.what) for p in problems] == [
        (11, "Er staat een merk tussen accolades dat niet bestaat.")
    ]


@pytest.mark.parametrize("citation", ["[@a, @b]", "[@a b]", "[@]", "[@a"])
def test_a_citation_that_cannot_be_read_is_a_problem(read, citation):
    _, problems = read(body("## Beter niet", f"- Tekst {citation}"))
    assert [(p.rule, p.line) for p in problems] == [("S07", 11)]
    assert problems[0].what == f"De bronverwijzing '{citation}' is niet te lezen."


@pytest.mark.parametrize(
    "line", ["- [@vakkennis]", "- {familie}", "- **trauma:** [@vakkennis]", '- ""', "- …"]
)
def test_a_bullet_without_words_is_a_problem_and_no_item(read, line):
    article, problems = read(body("## Wat het kan betekenen", line, "- **taal:** Goed."))
    assert [item.text for item in article.items] == ["Goed."]
    assert [(p.line, p.what) for p in problems] == [(11, "Hier staat een punt zonder tekst.")]


@pytest.mark.parametrize("line", ["##Let eerst op", "#Let eerst op", "-een punt", "• een punt"])
def test_a_line_that_only_looks_like_a_heading_or_bullet_is_a_problem(read, line):
    article, problems = read(body("## Wat je ziet", "tekst", "", line))
    assert [(p.line, p.what) for p in problems] == [
        (13, "Deze regel lijkt op een kop of een punt, maar is het niet.")
    ]
    assert article.items[-1].text == line


def test_no_front_matter_is_a_problem_with_the_way_out(read):
    article, (problem,) = read("# Titel\n\ntekst")
    assert article is None
    assert (problem.rule, problem.line) == ("S01", 1)
    assert problem.what == "De kopregels (front matter) ontbreken."
    assert problem.todo.startswith("Begin met een regel '---'")


@pytest.mark.parametrize("text", ["---\nthema: veiligheid\n# Titel", "---", "---\n"])
def test_unclosed_front_matter_is_a_problem(read, text):
    article, (problem,) = read(text)
    assert article is None
    assert problem.what == "De kopregels (front matter) hebben geen einde."


@pytest.mark.parametrize("text", ["", "\n", " ", "\ufeff", "\x00"])
def test_an_empty_article_is_a_problem(read, text):
    article, (problem,) = read(text)
    assert article is None
    assert problem.rule == "S01"


@pytest.mark.parametrize("title", ["", "# ", "# \x1b", "# [@vakkennis]"])
def test_a_missing_title_is_a_problem(read, title):
    article, problems = read(article_text().replace("# Een leerling kijkt weg", title, 1))
    assert article is None
    assert "De titel ontbreekt." in [problem.what for problem in problems]


def test_two_titles_are_a_problem_at_the_second(read):
    text = article_text(extra="# Nog een titel\n")
    article, problems = read(text)
    assert article.title == "Een leerling kijkt weg"
    assert [(p.line, p.what) for p in problems] == [
        (line_of(text, "# Nog"), "Er staan twee titels in het artikel.")
    ]


@pytest.mark.parametrize(
    ("slug", "better"),
    [
        ("Kijkt-Weg", ", bijvoorbeeld kijkt-weg.md"),
        ("reünie", ", bijvoorbeeld reunie.md"),
        ("kijkt_weg", ", bijvoorbeeld kijkt-weg.md"),
        ("kijkt weg", ", bijvoorbeeld kijkt-weg.md"),
        ("-kijkt", ", bijvoorbeeld kijkt.md"),
        ("kijkt--weg", ", bijvoorbeeld kijkt-weg.md"),
        ("a.b", ", bijvoorbeeld a-b.md"),
        ("日本", ""),
    ],
)
def test_a_name_that_cannot_be_a_slug_is_a_problem_with_a_better_one(read, slug, better):
    article, (problem,) = read(article_text(), f"articles/veiligheid/{slug}.md")
    assert article is None
    assert problem.what == f"De bestandsnaam '{slug}' kan geen slug zijn."
    assert problem.todo == f"Gebruik kleine letters, cijfers en streepjes{better}."


def test_text_before_the_first_heading_is_a_problem(read):
    article, problems = read(body("Zwevende tekst.", "", "- een punt", "## Beter niet", "- goed"))
    what = "Deze tekst staat niet onder een kop en wordt niet gevonden."
    assert [(p.line, p.what) for p in problems] == [(10, what), (12, what)]
    assert [item.text for item in article.items] == ["goed"]


def test_an_unknown_heading_is_a_problem_with_the_choice(read):
    article, problems = read(body("## Tips", "- kwijt", "## Beter niet", "- goed"))
    assert [(p.line, p.what) for p in problems] == [
        (10, "De kop 'Tips' bestaat niet; wat eronder staat, wordt niet gevonden.")
    ]
    assert problems[0].todo == f"Kies uit: {', '.join(BY_TITLE)}."
    assert [item.text for item in article.items] == ["goed"]


@pytest.mark.parametrize(
    "lines",
    [
        ("## Wat je kunt doen", "### In de gymzaal"),
        ("## Beter niet", "### In het po"),
        ("## Wat je kunt doen", "#### Diep"),
        ("## Tips", "### In het po"),
    ],
)
def test_a_subheading_that_does_not_belong_is_a_problem(read, lines):
    _, problems = read(body(*lines, "- tekst"))
    assert problems[-1].line == 11
    assert problems[-1].what == f"De tussenkop '{lines[1].strip('# ')}' hoort hier niet."


def test_wrong_front_matter_and_wrong_body_are_reported_together(read):
    text = body("## Tips", "> citaat").replace("[school]", "[bos]")
    article, problems = read(text)
    assert article is None
    assert sorted(problem.rule for problem in problems) == ["S03", "S05", "S05"]


def test_windows_line_ends_and_a_byte_order_mark_change_nothing(read):
    text = article_text(extra="## Tips\n")
    assert read("\ufeff" + text.replace("\n", "\r\n")) == read(text)


def test_old_line_ends_change_nothing(read):
    assert read(article_text().replace("\n", "\r")) == read(article_text())


def test_an_article_of_paragraphs_only_still_gives_items(read):
    article, problems = read(body("## Vraag eerst", '"Hoe is het?"', "", '"Wat helpt?"'))
    assert problems == ()
    assert [(item.line, item.text) for item in article.items] == [(11, '"Hoe is het?"'), (13, '"Wat helpt?"')]


@given(st.text())
@example("---\n---\n# x")
@example("---\nthema: [\n---\n")
def test_no_text_makes_the_parser_fail(read, text):
    article, problems = read(text)
    assert article is None
    assert all(problem.what and problem.todo for problem in problems)


@given(st.text())
def test_whatever_stands_in_the_body_problems_have_a_line_of_the_file(read, text):
    whole = body("## Wat je kunt doen", text)
    lines = whole.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    article, problems = read(whole)
    assert all(1 <= problem.line <= lines for problem in problems)
    assert all(1 <= item.line <= lines for item in article.items)


NASTY = st.sampled_from(
    ["\x1b[31m", "\x1b]0;titel\x07", "\x9b2J", "\u202e", "\u200b", "\x00", "\x7f", "\u2066"]
)


@given(st.lists(NASTY, min_size=3, max_size=3), st.text(max_size=20))
def test_no_escape_code_or_control_character_survives(read, nasty, text):
    a, b, c = nasty
    article, problems = read(
        article_text(
            f"Titel {a}",
            advice=f"- **x{b}** {text} [@va{c}k] {{fam{a}ilie}}",
            extra=f"## Kop {c}\n- y\n",
            front='eigenaar: "\\e[31m"\nmeegelezen: [{rol: "m\\x9b", datum: 2026-01-01}]\n',
        )
    )
    shown = [article.title, article.owner, article.readers[0][0]]
    shown += [item.text for item in article.items] + [item.type or "" for item in article.items]
    shown += [source for item in article.items for source in item.sources]
    shown += [problem.what + problem.todo for problem in problems]
    found = {
        unicodedata.category(character) for character in "".join(shown) if character not in "\u200c\u200d"
    }
    assert not found & {"Cc", "Cf", "Cs", "Co"}


WORD = st.text(alphabet="abcdefghijklmnoprstuvwzéëïöüABCDE0123456789'", min_size=1).filter(
    lambda word: word[0].isalpha()
)
SENTENCE = st.lists(WORD, min_size=1, max_size=6).map(lambda words: " ".join(words) + ".")
SOURCES = st.lists(st.sampled_from(["vakkennis", "nji-tolk", "tel:veilig-thuis"]), unique=True, max_size=2)


@st.composite
def bodies(draw):
    """Draw the lines of a body, and the items that it must give: kind, text, line, sources, family, place."""
    lines, expected = [], []
    for heading in draw(st.permutations(HEADINGS))[: draw(st.integers(1, 5))]:
        lines += [*[""] * draw(st.integers(0, 2)), f"## {heading.title}"]
        place = None
        for _ in range(draw(st.integers(0, 3))):
            if heading.kind == "advies" and draw(st.booleans()):
                name = draw(st.sampled_from(sorted(PLACES)))
                lines, place = [*lines, f"### {name}"], PLACES[name]
            first, second = draw(SENTENCE), draw(SENTENCE)
            sources, family = draw(SOURCES), draw(st.booleans())
            joint = draw(st.sampled_from([" ", "\n  ", "  \n  "]))
            marks = "".join([*(f" [@{source}]" for source in sources), " {familie}" * family])
            start = "taal: " if heading.kind == "betekenis" else ""
            line = len(lines) + 10
            lines += f"- {start}**{first}**{joint}{second}{marks}".split("\n")
            expected.append((heading.kind, f"{first} {second}", line, tuple(sources), family, place))
    return lines, expected


@given(bodies())
def test_a_generated_article_gives_exactly_the_items_that_were_written(read, made):
    lines, expected = made
    article, problems = read(body(*lines))
    assert problems == ()
    assert [
        (item.kind, item.text, item.line, item.sources, item.family, item.place) for item in article.items
    ] == expected


@given(bodies())
def test_every_item_of_a_generated_article_is_found_from_its_line_on(read, made):
    text = body(*made[0])
    lines = text.split("\n")
    for item in read(text)[0].items:
        assert item.text in bare(" ".join(lines[item.line - 1 : item.line + 1]))


@given(bodies())
def test_line_ends_of_windows_move_nothing(read, made):
    text = body(*made[0])
    assert read(text.replace("\n", "\r\n")) == read(text)


@given(bodies(), bodies())
def test_an_item_depends_only_on_what_stands_under_its_heading(read, made, before):
    # Items after an unknown heading come out as they would alone, only further down.
    alone = read(body(*made[0]))[0].items
    shifted = read(body(*before[0], "## Onbekend", *made[0]))[0].items
    moved = len(before[0]) + 1
    assert shifted[len(before[1]) :] == tuple(replace(item, line=item.line + moved) for item in alone)

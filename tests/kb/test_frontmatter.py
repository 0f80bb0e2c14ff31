import json
from pathlib import Path

import pytest

from kb.frontmatter import FrontMatter, json_schema, read_front_matter
from kb.yamltext import parse_yaml

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = ROOT / "kb" / "frontmatter.schema.json"
GOOD = """thema: veiligheid
leefdomein: [school]
leeftijd: [basisschool-4-12]
beroepsgroep: [leerkracht-po]
gecontroleerd_op: 2026-11-22
"""


@pytest.fixture
def front(vocabulary):
    def parse(text):
        return read_front_matter(
            parse_yaml(text, path="x.md", first_line=2), path="x.md", vocabulary=vocabulary
        )

    return parse


@pytest.fixture
def complaint(front):
    def parse(text):
        result, problems = front(text)
        assert result is None
        (problem,) = problems
        return problem.line, problem.what, problem.todo

    return parse


def test_five_keys_are_enough(front):
    result, problems = front(GOOD)
    assert problems == ()
    assert result is not None


def test_the_other_keys_have_the_defaults_of_the_design(front):
    result, _ = front(GOOD)
    assert result.model_dump(
        exclude={"thema", "leefdomein", "leeftijd", "beroepsgroep", "gecontroleerd_op"}
    ) == {
        "niveau": ("client",),
        "doelgroep": (),
        "urgentie": "regulier",
        "route": ("geen",),
        "status": "concept",
        "eigenaar": "redactie",
        "hercontrole_maanden": 12,
        "meegelezen": (),
    }


@pytest.mark.parametrize("key", [line.split(":")[0] for line in GOOD.splitlines()])
def test_each_required_key_is_missed(complaint, key):
    text = "\n".join(line for line in GOOD.splitlines() if not line.startswith(key))
    _, what, todo = complaint(text)
    assert what == f"De sleutel '{key}' ontbreekt."
    assert f"'{key}:'" in todo


def test_an_unknown_key_is_named_with_its_line(complaint):
    assert complaint(GOOD + "kleur: rood")[:2] == (7, "De sleutel 'kleur' bestaat niet.")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("thema", "sport"),
        ("leefdomein", "[bos]"),
        ("leeftijd", "[12]"),
        ("beroepsgroep", "[tandarts]"),
        ("niveau", "[hoog]"),
        ("doelgroep", "[hond]"),
        ("urgentie", "morgen"),
        ("route", "[weg]"),
    ],
)
def test_an_unknown_value_is_named_with_what_can_be_chosen(complaint, vocabulary, key, value):
    lines = [line for line in GOOD.splitlines() if not line.startswith(key)]
    _, what, todo = complaint("\n".join([*lines, f"{key}: {value}"]))
    assert what == f"De waarde '{value.strip('[]')}' bij '{key}' bestaat niet."
    assert todo == f"Kies uit: {', '.join(vocabulary.values(key))}."


def test_an_unknown_value_in_a_long_list_has_its_own_line(complaint):
    text = GOOD.replace("leefdomein: [school]", "leefdomein:\n  - school\n  - bos")
    assert complaint(text)[0] == 5


def test_all_unknown_values_come_at_once(front):
    _, problems = front(GOOD.replace("[school]", "[bos]").replace("veiligheid", "sport"))
    assert len(problems) == 2


@pytest.mark.parametrize(
    ("old", "new", "what", "todo"),
    [
        ("[school]", "school", "De waarde 'school' bij 'leefdomein' klopt niet.", "Schrijf een lijst"),
        ("[school]", "{a: b}", "De waarde '{'a': 'b'}' bij 'leefdomein' klopt niet.", "Schrijf een lijst"),
        ("[school]", "", "De sleutel 'leefdomein' is leeg.", "Vul een waarde in."),
        ("[school]", "[]", "De sleutel 'leefdomein' is leeg.", "Vul een waarde in."),
        (
            "2026-11-22",
            "2026-02-30",
            "De waarde '2026-02-30' bij 'gecontroleerd_op' klopt niet.",
            "Schrijf een dag",
        ),
        (
            "2026-11-22",
            "gisteren",
            "De waarde 'gisteren' bij 'gecontroleerd_op' klopt niet.",
            "Schrijf een dag",
        ),
        ("2026-11-22", "", "De sleutel 'gecontroleerd_op' is leeg.", "Vul een waarde in."),
    ],
)
def test_a_value_of_the_wrong_kind_says_what_to_write(complaint, old, new, what, todo):
    _, said, advice = complaint(GOOD.replace(old, new))
    assert said == what
    assert advice.startswith(todo)


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("status: klaar", "De waarde 'klaar' bij 'status' klopt niet."),
        ("hercontrole_maanden: 0", "De waarde '0' bij 'hercontrole_maanden' klopt niet."),
        ("hercontrole_maanden: veel", "De waarde 'veel' bij 'hercontrole_maanden' klopt niet."),
        ("eigenaar: {a: b}", "De waarde '{'a': 'b'}' bij 'eigenaar' klopt niet."),
        ("meegelezen: [Fatima]", "De waarde 'Fatima' bij 'meegelezen' klopt niet."),
        ("meegelezen: [{rol: '', datum: 2026-01-01}]", "De waarde '' bij 'rol' klopt niet."),
        ("meegelezen: [{datum: 2026-01-01}]", "De sleutel 'rol' ontbreekt."),
        ("meegelezen: [{rol: moeder, datum: 2026-01-01, naam: x}]", "De sleutel 'naam' bestaat niet."),
        ("? [a, b]\n: c", "De sleutel '?' bestaat niet."),
    ],
)
def test_each_other_key_is_checked(complaint, line, what):
    assert complaint(GOOD + line)[:2] == (7, what)


def test_a_long_wrong_value_is_cut(complaint):
    assert len(complaint(GOOD.replace("[school]", "x" * 5000))[1]) < 100


def test_a_route_of_digits_needs_no_quotes(front):
    result, problems = front(GOOD + "route: [112]")
    assert problems == ()
    assert result.route == ("112",)


def test_readers_are_kept(front):
    result, _ = front(GOOD + "meegelezen:\n  - rol: moeder\n    datum: 2026-01-05")
    assert [(reader.rol, reader.datum.isoformat()) for reader in result.meegelezen] == [
        ("moeder", "2026-01-05")
    ]


@pytest.mark.parametrize("text", ["", "# alleen een opmerking", "- een\n- lijst", "gewone tekst"])
def test_front_matter_that_is_no_list_of_keys_is_refused(complaint, text):
    assert complaint(text)[1] == "De kopregels zijn leeg of geen lijst van sleutels."


def test_a_double_key_leaves_no_front_matter(complaint):
    assert complaint(GOOD + "thema: veiligheid")[:2] == (7, "De sleutel 'thema' staat er twee keer.")


def test_no_escape_code_survives_in_front_matter_or_problem(front):
    result, _ = front(GOOD + 'eigenaar: "\\e[31mrood"')
    assert result.eigenaar == "[31mrood"
    _, problems = front(GOOD + '"k\\e[31m": 1')
    assert "\x1b" not in problems[0].what


def test_the_kept_schema_is_that_of_the_code(vocabulary):
    kept = json.loads(SCHEMA.read_text(encoding="utf-8"))
    assert kept == json_schema(vocabulary), "Schrijf json_schema(load_vocabulary(Path('kb'))) naar " + str(
        SCHEMA
    )


def test_the_schema_knows_every_key_and_refuses_others(vocabulary):
    schema = json_schema(vocabulary)
    assert set(schema["properties"]) == set(FrontMatter.model_fields)
    assert schema["additionalProperties"] is False


def test_the_schema_requires_the_five_keys(vocabulary):
    assert json_schema(vocabulary)["required"] == [line.split(":")[0] for line in GOOD.splitlines()]


@pytest.mark.parametrize("facet", ["leefdomein", "leeftijd", "beroepsgroep", "niveau", "doelgroep", "route"])
def test_the_schema_lists_the_values_of_the_vocabulary(vocabulary, facet):
    assert json_schema(vocabulary)["properties"][facet]["items"]["enum"] == list(vocabulary.values(facet))

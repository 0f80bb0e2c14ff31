import datetime

import pytest

from kb.errors import KnowledgeBaseError
from kb.files import DATA_FILES
from kb.library import load_library
from kb.reference import load_helplines, load_routes, load_sources, load_vocabulary
from tests.conftest import ROOT

KB = ROOT / "kb"
DANGER = ("eer-dwang", "vgv", "partnergeweld", "uitbuiting", "ontvoering")
ROUTE = """meldcode:
  naam: "Meldcode"
  familie_verborgen: false
  gewoon_advies: false
  hulplijnen: [veilig-thuis]
  stappen:
    - "Bel. [@vakkennis] [@tel:veilig-thuis]"
  nooit:
    - "Wacht niet."
  urgentie: zorg
"""


def write(root, name, text):
    (root / name).write_text(text, encoding="utf-8")


def error(load, root):
    with pytest.raises(KnowledgeBaseError) as caught:
        load(root)
    assert caught.value.todo
    return caught.value.where.removeprefix(f"{root}/"), caught.value.what


@pytest.mark.parametrize("route", DANGER)
def test_in_these_dangers_contact_with_the_family_is_hidden(route):
    assert {r.id: r.family_hidden for r in load_routes(KB)[0]}[route]


def test_no_route_gives_ordinary_advice_by_a_slip_of_the_pen(kb_root):
    write(kb_root, "routes.yaml", ROUTE.replace("gewoon_advies: false", "gewoon_advies: nee"))
    assert error(load_routes, kb_root) == (
        "routes.yaml:4",
        "Bij 'meldcode' moet 'gewoon_advies' true of false zijn.",
    )


def test_the_steps_of_a_route_come_in_order_with_line_and_sources(kb_root):
    write(kb_root, "signals.yaml", "geen: {lijkt_erop: [x]}")
    write(kb_root, "routes.yaml", ROUTE + '  samen:\n    - "Samen."\n')
    (route,), _ = load_routes(kb_root)
    assert [(step.heading, step.text, step.line, step.sources) for step in route.steps] == [
        ("Stappen", "Bel.", 7, ("vakkennis", "tel:veilig-thuis")),
        ("Samen beslissen", "Samen.", 12, ()),
    ]
    assert [(item.kind, item.line) for item in route.never] == [("nooit", 9)]


@pytest.mark.parametrize("mark", ["{familie}", "{Familie}"])
def test_a_step_with_a_family_mark_is_marked(kb_root, mark):
    write(kb_root, "signals.yaml", "{}")
    write(kb_root, "routes.yaml", ROUTE.replace("Wacht niet.", f"Bel thuis. {mark}"))
    assert load_routes(kb_root)[0][0].never[0].family


@pytest.mark.parametrize(
    ("old", "new", "line", "what"),
    [
        ("  stappen", "  stapen", 6, "De naam 'stapen' bestaat niet onder 'meldcode'."),
        ("  naam:", "  titel:", 2, "De naam 'titel' bestaat niet onder 'meldcode'."),
        ('  naam: "Meldcode"\n', "", 1, "Bij 'meldcode' ontbreekt 'naam'."),
        ('"Meldcode"', "[x]", 2, "Bij 'meldcode' is 'naam' geen tekst."),
        ("[veilig-thuis]", "veilig-thuis", 5, "Bij 'meldcode' hoort onder 'hulplijnen' een lijst."),
        ("[veilig-thuis]", "[112]", 5, "Bij 'meldcode' staat onder 'hulplijnen' geen tekst."),
        ('"Wacht niet."', "Zeg: niets", 9, "Bij 'meldcode' staat onder 'nooit' geen tekst."),
        ('"Wacht niet."', "off", 9, "Bij 'meldcode' staat onder 'nooit' geen tekst."),
    ],
)
def test_a_mistake_in_the_routes_is_refused_with_its_line(kb_root, old, new, line, what):
    write(kb_root, "routes.yaml", ROUTE.replace(old, new))
    write(kb_root, "signals.yaml", "{}")
    assert error(load_routes, kb_root) == (f"routes.yaml:{line}", what)


def test_a_route_that_is_no_list_of_names_is_refused(kb_root):
    write(kb_root, "signals.yaml", "{}")
    write(kb_root, "routes.yaml", "meldcode: bellen")
    assert error(load_routes, kb_root)[1] == "Onder 'meldcode' horen regels als 'naam: waarde'."


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("meldkode:\n  acuut: [x]", 1, "De route 'meldkode' bestaat niet."),
        ("meldcode:\n  accuut: [x]", 2, "De naam 'accuut' bestaat niet onder 'meldcode'."),
        ("geen:\n  acuut: [x]", 2, "De naam 'acuut' bestaat niet onder 'geen'."),
        ("meldcode:\n  acuut: x", 2, "Bij 'meldcode' hoort onder 'acuut' een lijst."),
    ],
)
def test_a_mistake_in_the_signals_is_refused_with_its_line(kb_root, text, line, what):
    write(kb_root, "signals.yaml", text)
    assert error(load_routes, kb_root) == (f"signals.yaml:{line}", what)


def test_a_signal_knows_its_level_and_line(kb_root):
    write(kb_root, "signals.yaml", "meldcode:\n  zorg:\n    - een\n  acuut:\n    - twee\n  termen: [drie]")
    route = next(route for route in load_routes(kb_root)[0] if route.id == "meldcode")
    assert [(item.text, item.type, item.line) for item in route.signals] == [
        ("twee", "acuut", 5),
        ("een", "zorg", 3),
    ]
    assert [(item.text, item.kind) for item in route.terms] == [("drie", "term")]


def test_a_bare_telephone_number_is_refused_since_yaml_may_change_it(kb_root):
    write(kb_root, "helplines.yaml", "a:\n  naam: A\n  waarvoor: b\n  telefoon: 0302001234")
    assert error(load_helplines, kb_root) == (
        "helplines.yaml:4",
        "Bij 'a' staat 'telefoon' niet tussen aanhalingstekens.",
    )


def test_a_helpline_without_number_stays_without(kb_root):
    write(kb_root, "helplines.yaml", "a: {naam: A, waarvoor: zoek op, telefoon: null}")
    line = load_helplines(kb_root)["a"]
    assert (line.phone, line.checked) == (None, None)


def test_every_number_of_ours_says_when_it_was_seen():
    for line in load_helplines(KB).values():
        if line.phone is not None:
            assert datetime.date.fromisoformat(line.checked) <= datetime.date(2027, 12, 31)


@pytest.mark.parametrize("name", ["auteur", "titel", "soort"])
def test_a_source_without_author_title_or_kind_is_refused(kb_root, name):
    fields = {"auteur": "A", "titel": "T", "soort": "wet"}
    del fields[name]
    write(
        kb_root, "sources.yaml", "\n".join(["bron:", *(f"  {key}: {value}" for key, value in fields.items())])
    )
    assert error(load_sources, kb_root) == ("sources.yaml:1", f"Bij 'bron' ontbreekt '{name}'.")


def test_a_source_without_year_or_address_gets_none(kb_root):
    write(kb_root, "sources.yaml", "bron: {auteur: A, titel: 1984, soort: wet, geverifieerd: ja}")
    source = load_sources(kb_root)["bron"]
    assert (source.title, source.year, source.url) == ("1984", "z.j.", "")


@pytest.mark.parametrize(("answer", "usable"), [("ja", True), ("nee", False)])
def test_a_source_can_be_cited_when_somebody_has_seen_it(kb_root, answer, usable):
    write(kb_root, "sources.yaml", f"bron: {{auteur: A, titel: B, soort: wet, geverifieerd: {answer}}}")
    source = load_sources(kb_root)["bron"]
    assert (source.usable, source.line) == (usable, 1)


def test_whether_a_source_was_seen_is_yes_or_no(kb_root):
    write(kb_root, "sources.yaml", "bron: {auteur: A, titel: B, soort: wet, geverifieerd: misschien}")
    assert error(load_sources, kb_root) == (
        "sources.yaml:1",
        "Bij 'bron' moet 'geverifieerd' ja of nee zijn.",
    )


@pytest.mark.parametrize(
    ("written", "changed"),
    [
        ("", None),
        (", gewijzigd_op: 2026-05-01", "2026-05-01"),
        (', gewijzigd_op: "2026-05-01"', "2026-05-01"),
    ],
)
def test_a_source_knows_when_it_changed_if_somebody_noted_it(kb_root, written, changed):
    write(kb_root, "sources.yaml", f"bron: {{auteur: A, titel: B, soort: wet, geverifieerd: ja{written}}}")
    assert load_sources(kb_root)["bron"].changed == changed


@pytest.mark.parametrize("day", ["voorjaar", '"2026-02-30"', "2026-02-30", "2026", "2026-05-01 10:00:00"])
def test_a_change_on_a_day_that_does_not_exist_is_refused(kb_root, day):
    text = f"bron:\n  auteur: A\n  titel: B\n  soort: wet\n  geverifieerd: ja\n  gewijzigd_op: {day}"
    write(kb_root, "sources.yaml", text)
    assert error(load_sources, kb_root) == ("sources.yaml:6", "Bij 'bron' is 'gewijzigd_op' geen dag.")


def test_a_misspelt_name_at_a_source_is_refused(kb_root):
    text = "bron:\n  auteur: A\n  titel: B\n  soort: wet\n  geverifieerd: ja\n  gewijzigd: 2026-05-01"
    write(kb_root, "sources.yaml", text)
    assert error(load_sources, kb_root) == (
        "sources.yaml:6",
        "De naam 'gewijzigd' bestaat niet onder 'bron'.",
    )


def test_a_number_seen_on_a_day_that_does_not_exist_is_refused(kb_root):
    write(kb_root, "helplines.yaml", 'a:\n  naam: A\n  waarvoor: b\n  telefoon: "1"\n  gezien_op: gisteren')
    assert error(load_helplines, kb_root) == ("helplines.yaml:5", "Bij 'a' is 'gezien_op' geen dag.")


def test_the_kind_of_every_source_of_ours_is_in_the_vocabulary():
    kinds = {source.kind for source in load_sources(KB).values()}
    assert kinds <= set(load_vocabulary(KB).values("soort"))


@pytest.mark.parametrize("facet", ["thema", "leeftijd", "route", "betekenis", "urgentie"])
def test_a_vocabulary_without_a_facet_is_refused(kb_root, facet):
    text = (kb_root / "vocabulary.yaml").read_text(encoding="utf-8").replace(f"\n{facet}:", "\nx:")
    write(kb_root, "vocabulary.yaml", text)
    assert error(load_vocabulary, kb_root)[1] == f"De waarden van '{facet}' ontbreken."


@pytest.mark.parametrize("name", DATA_FILES)
def test_a_missing_data_file_is_named_with_the_way_out(kb_root, name):
    (kb_root / name).unlink()
    assert error(load_library, kb_root) == (name, "Het bestand kan niet gelezen worden.")


@pytest.mark.parametrize("name", DATA_FILES)
def test_a_data_file_that_is_not_utf8_is_named(kb_root, name):
    (kb_root / name).write_bytes("één: twee".encode("latin-1"))
    assert error(load_library, kb_root) == (name, "Het bestand kan niet gelezen worden.")


@pytest.mark.parametrize("name", DATA_FILES)
@pytest.mark.parametrize("text", ["", "- lijst", "tekst"])
def test_an_empty_data_file_is_named(kb_root, name, text):
    write(kb_root, name, text)
    assert error(load_library, kb_root) == (name, "Het bestand is leeg of geen lijst van namen.")


@pytest.mark.parametrize("name", DATA_FILES)
def test_broken_yaml_in_a_data_file_is_named_with_its_line(kb_root, name):
    write(kb_root, name, "a: {b: c}\nd: [e")
    assert error(load_library, kb_root)[0] == f"{name}:2"


def test_a_double_key_in_a_data_file_is_refused(kb_root):
    write(kb_root, "routes.yaml", ROUTE + ROUTE)
    assert error(load_routes, kb_root) == ("routes.yaml:11", "De sleutel 'meldcode' staat er twee keer.")


def test_no_escape_code_survives_in_the_data(kb_root):
    write(kb_root, "helplines.yaml", 'a: {naam: "A\\e[31m", waarvoor: "\\x9bx", telefoon: "0\\a1"}')
    line = load_helplines(kb_root)["a"]
    assert (line.name, line.purpose, line.phone) == ("A[31m", "x", "01")

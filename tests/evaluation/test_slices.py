from hypothesis import given
from hypothesis import strategies as st

from evaluation.dataset import Query
from evaluation.slices import length_of, slices
from evaluation.training.examples import held_out

VALUES = st.sampled_from(["", "in", "uit", "overig", "onbekend", "thuis"])
QUERIES = st.lists(st.tuples(VALUES, VALUES, st.integers(1, 40)), max_size=40).map(
    lambda drawn: [
        Query(f"q{number}", "woord " * words, kind=kind, theme=theme)
        for number, (kind, theme, words) in enumerate(drawn)
    ]
)


def of_kinds(**counts: int) -> list[Query]:
    return [Query(f"{kind}{n}", "x", kind=kind) for kind, count in counts.items() for n in range(count)]


def sizes(found: dict[str, tuple[Query, ...]]) -> list[tuple[str, int]]:
    return [(value, len(queries)) for value, queries in found.items()]


@given(QUERIES)
def test_every_query_is_in_exactly_one_value_of_each_property(queries: list[Query]) -> None:
    for values in slices(queries, {}).values():
        held = [query.id for value in values.values() for query in value]
        assert sorted(held) == sorted(query.id for query in queries)


def test_the_largest_comes_first_and_what_is_small_goes_together() -> None:
    found = slices(of_kinds(weinig=4, veel=7, een=1, ook=7), {})["soort"]
    assert sizes(found) == [("ook", 7), ("veel", 7), ("overig", 5)]


def test_a_value_of_that_name_goes_with_the_rest() -> None:
    assert sizes(slices(of_kinds(overig=6, klein=2, groot=5), {})["soort"]) == [("groot", 5), ("overig", 8)]


def test_what_is_not_known_is_a_value_of_its_own() -> None:
    found = slices([*of_kinds(bekend=5), *(Query(f"q{n}", "x") for n in range(6))], {})
    assert sizes(found["soort"]) == [("onbekend", 6), ("bekend", 5)]


def test_a_property_with_one_value_tells_nothing() -> None:
    assert slices(of_kinds(zelfde=9), {}) == {}


def test_lengths_are_counted_in_words() -> None:
    counts = {8: "tot 8 woorden", 9: "9 tot 30 woorden", 30: "9 tot 30 woorden", 31: "meer dan 30 woorden"}
    assert {count: length_of("woord " * count) for count in counts} == counts
    queries = [Query(f"q{n}", "woord " * (3 if n < 6 else 12)) for n in range(11)]
    assert sizes(slices(queries, {})["lengte"]) == [("tot 8 woorden", 6), ("9 tot 30 woorden", 5)]


def test_what_a_new_article_answers_best_is_told_apart() -> None:
    new = sorted(held_out())[0]
    queries = of_kinds(vraag=16)
    judged = [{new: 2, "oud": 1}] * 4 + [{new: 3, "oud": 3}] + [{new: 1, "oud": 2}] * 5 + [{new: 0}] * 5
    qrels = {query.id: grades for query, grades in zip(queries, judged, strict=False)}
    assert sizes(slices(queries, qrels)["training"]) == [("geleerd", 11), ("nieuw artikel", 5)]


def test_translations_stand_beside_the_very_situations_that_they_are_of() -> None:
    dutch = of_kinds(vraag=12)
    translated = [Query(f"t{n}", "x", kind="vraag", lang="de", source=dutch[n].id) for n in range(6)]
    found = slices([*dutch, *translated], {})["vertaald"]
    assert sizes(found) == [("niet vertaald", 6), ("origineel van een vertaling", 6), ("vertaling", 6)]

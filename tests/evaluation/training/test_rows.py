from evaluation.training.examples import Example, as_asked
from evaluation.training.rows import (
    MOST_ALSO,
    NOTHING,
    Row,
    route_names,
    training_rows,
)
from index.refresh import OpenIndex
from kb.passages import article_passages

EPOCHS = 2


def told(article: str, *, kind: str = "in", danger: str = "none", route: str = "geen") -> Example:
    return Example(f"verteld bij {article}", article, (), danger, route, kind)


def rows(index: OpenIndex, examples: list[Example], *, away: str = "", seed: int = 7) -> list[Row]:
    kb = index.generation.kb
    return training_rows(kb, examples, held_out=frozenset({away} - {""}), epochs=EPOCHS, seed=seed)


def of(found: list[Row], example: Example) -> list[Row]:
    return [row for row in found if row.situation == as_asked(example.text)]


def test_every_epoch_has_every_situation_once_in_an_order_of_its_own(school: OpenIndex) -> None:
    examples = [told(article.slug) for article in school.generation.kb.articles]
    found = rows(school, examples)
    half = len(found) // EPOCHS
    one, other = ([row.situation for row in part] for part in (found[:half], found[half:]))
    assert sorted(one) == sorted(other)
    assert one != other
    assert {as_asked(example.text) for example in examples} <= set(one)
    assert found == rows(school, examples)
    assert found != rows(school, examples, seed=8)


def test_a_row_has_an_item_of_the_article_that_answers_it(school: OpenIndex) -> None:
    for number, article in enumerate(school.generation.kb.articles):
        example = told(article.slug)
        texts = {passage.text for passage in article_passages(article) if not passage.spoken}
        for row in of(rows(school, [example]), example):
            assert row.label == row.passage == number
            assert row.item in texts
            assert (row.route, row.inside) == (0, 1)


def test_lines_that_professionals_say_are_told_situations_of_which_nobody_gave_the_danger(
    school: OpenIndex,
) -> None:
    kb = school.generation.kb
    spoken = {
        (as_asked(passage.text), number)
        for number, article in enumerate(kb.articles)
        for passage in article_passages(article)
        if passage.spoken
    }
    found = rows(school, [])
    assert {(row.situation, row.label) for row in found} == spoken
    assert {row.route for row in found} == {NOTHING}


def test_what_no_article_answers_has_an_item_of_any_article(school: OpenIndex) -> None:
    example = told("", kind="out")
    for row in of(rows(school, [example]), example):
        assert (row.label, row.inside) == (NOTHING, 0)
        assert row.passage != NOTHING
        assert row.item


def test_danger_is_told_by_the_number_of_its_route(school: OpenIndex) -> None:
    names = route_names(school.generation.kb)
    example = told("", kind="danger", danger="concern", route=names[3])
    assert {row.route for row in of(rows(school, [example]), example)} == {3}


def test_an_article_that_is_held_out_teaches_nothing(school: OpenIndex) -> None:
    kb = school.generation.kb
    away, kept = kb.articles[0], kb.articles[1]
    found = rows(school, [told(away.slug), told(kept.slug), told("")], away=away.slug)
    assert {0}.isdisjoint({row.label for row in found} | {row.passage for row in found})


def test_targets_are_what_the_loss_reads(school: OpenIndex) -> None:
    kb = school.generation.kb
    first, second = kb.articles[0].slug, kb.articles[1].slug
    example = Example("verteld", first, (second, "bestaat-niet"), "none", "geen", "in")
    [row, *_] = of(rows(school, [example]), example)
    assert row.targets == [0, 1, *[NOTHING] * (MOST_ALSO - 1), 0, 0, 1]


def stories(index: OpenIndex, text: str, **danger: str) -> list[str]:
    """Return how a story comes by, epoch after epoch."""
    slug = index.generation.kb.articles[0].slug
    kind = {"kind": "in", "danger": "none", "route": "geen"} | danger
    example = Example(text, slug, (), kind["danger"], kind["route"], kind["kind"])
    found = training_rows(index.generation.kb, [example], held_out=frozenset(), epochs=40, seed=7)
    return [row.situation for row in found if row.situation[:3] in text]


def test_a_long_calm_story_comes_by_with_a_sentence_less_every_other_time(school: OpenIndex) -> None:
    one, two, three = "Qaa zit achter in de klas.", "Qbb kijkt naar buiten toe.", "Qcc zegt er niets over."
    whole, *later = stories(school, f"{one} {two} {three}")
    assert whole == f"{one} {two} {three}"
    assert set(later) == {whole, f"{one} {two}", f"{one} {three}", f"{two} {three}"}
    assert 10 <= later.count(whole) <= 30


def test_a_danger_and_a_short_story_are_told_whole(school: OpenIndex) -> None:
    long = "Qaa zit achter in de klas. Qbb kijkt naar buiten toe. Qcc zegt er niets over."
    route = route_names(school.generation.kb)[1]
    assert set(stories(school, long, danger="acute", route=route, kind="danger")) == {long}
    short = "Qaa zit achter in de klas. Qbb kijkt naar buiten toe."
    assert set(stories(school, short)) == {short}

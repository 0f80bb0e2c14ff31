import random
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from evaluation.training.examples import Example
from evaluation.training.rows import NOTHING, Order, batches, route_names, training_rows
from index.refresh import OpenIndex
from kb.passages import article_passages

SLUGS = [f"a{number}" for number in range(12)]
NEAR = {slug: [*SLUGS[n + 1 :], *SLUGS[:n]] for n, slug in enumerate(SLUGS)}


def told(article: str, number: int, **more: str) -> Example:
    kind, danger, route = more.get("kind", "in"), more.get("danger", "none"), more.get("route", "geen")
    return Example(f"{article} {number}", article, (), danger, route, kind)


EXAMPLES = [told(slug, number) for slug in SLUGS for number in range(60)]


@given(
    st.lists(st.sampled_from([*SLUGS, ""]), max_size=40),
    st.integers(1, 9),
    st.integers(0, 1000),
)
def test_every_batch_is_full_and_holds_no_example_twice(articles: list[str], size: int, seed: int) -> None:
    examples = [told(article, number) for number, article in enumerate(articles)]
    made = batches(examples, NEAR, size=size, draw=random.Random(seed))
    assert [len(batch) for batch in made] == [size] * (len(examples) // size)
    used = Counter(example.text for batch in made for example in batch)
    assert set(used.values()) <= {1}
    assert set(used) <= {example.text for example in examples}


def test_half_of_a_batch_is_of_articles_that_are_alike() -> None:
    for batch in batches(EXAMPLES, NEAR, size=8, draw=random.Random(1))[:10]:
        alike = [example.article for example in batch[:4]]
        assert Counter(alike) == dict.fromkeys((alike[0], NEAR[alike[0]][0]), 2)


def test_the_same_seed_gives_the_same_batches() -> None:
    one, same, other = (batches(EXAMPLES, NEAR, size=8, draw=random.Random(seed)) for seed in (1, 1, 2))
    assert one == same
    assert one != other


def rows(index: OpenIndex, examples: list[Example], **held: frozenset[str]) -> list[dict[str, object]]:
    kb = index.generation.kb
    near = {article.slug: () for article in kb.articles}
    made = training_rows(
        kb, examples, held_out=held.get("held_out", frozenset()), near=near, order=Order(1, 2, 7)
    )
    return [{"row": row, "article": kb.articles[row.passage]} for row in made]


def test_a_row_has_passages_of_the_article_that_answers_it(school: OpenIndex) -> None:
    kb = school.generation.kb
    slugs = [article.slug for article in kb.articles]
    for found in rows(school, [told(slug, 1) for slug in slugs]):
        row, article = found["row"], found["article"]
        texts = {passage.text for passage in article_passages(article)}
        assert row.situation.startswith(article.slug)
        assert row.label == row.passage
        assert {row.item, row.spoken} <= texts
        assert (row.route, row.inside) == (0, 1)


def test_what_no_article_answers_has_no_right_passage(school: OpenIndex) -> None:
    [first, *_] = rows(school, [told("", 1, kind="out")])
    assert first["row"].label == NOTHING
    assert first["row"].inside == 0


def test_danger_is_told_by_the_number_of_its_route(school: OpenIndex) -> None:
    kb = school.generation.kb
    names = route_names(kb)
    [first, *_] = rows(school, [told("", 1, kind="danger", danger="concern", route=names[3])])
    assert first["row"].route == 3


def test_an_article_that_is_held_out_teaches_nothing(school: OpenIndex) -> None:
    kb = school.generation.kb
    away, kept = kb.articles[0].slug, kb.articles[1].slug
    found = rows(school, [told(away, 1), told(kept, 2), told("", 3)], held_out=frozenset({away}))
    assert {each["article"].slug for each in found}.isdisjoint({away})

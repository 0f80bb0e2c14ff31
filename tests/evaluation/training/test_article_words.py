import numpy as np

from evaluation.training.article_words import fit_article_words
from evaluation.training.examples import Example
from evaluation.training.word_heads import fit_word_heads
from index.refresh import OpenIndex


def test_words_point_to_the_article_of_their_situations(school: OpenIndex) -> None:
    kb = school.generation.kb
    slugs = [article.slug for article in kb.articles]
    texts = ["de zwarte kat van de buren", "een rode fiets in de schuur", "oude boot op het kanaal"]
    told = list(zip(slugs, texts, strict=False))
    examples = [
        Example(f"{text} {more}", slug, (), "none", "geen", "in")
        for slug, text in told
        for more in ("vandaag", "gisteren")
    ]
    for level, route in zip(("acute", "concern"), kb.routes, strict=False):
        examples += [
            Example(f"een {level} {number}", "", (), level, route.id, "danger") for number in range(2)
        ]
    examples += [Example("de printer is stuk", "", (), "none", "geen", "out")] * 2
    routes = [route.id for route in kb.routes]
    idf = fit_word_heads(examples, routes=routes).idf
    words = fit_article_words(examples, kb=kb, held_out=frozenset(), idf=idf)
    assert set(words.articles) == set(slugs)
    assert np.all(np.diff(words.buckets.astype(np.int64)) >= 0)  # they are searched by halving
    assert np.all(words.weights != 0)
    for slug, text in told:
        found = words.scores(text, idf)
        assert max(found, key=lambda name: found[name]) == slug

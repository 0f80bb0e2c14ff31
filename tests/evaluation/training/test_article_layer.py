import numpy as np

from evaluation.training.article_layer import fit_article_layer
from evaluation.training.examples import Example, as_asked
from evaluation.training.word_heads import fit_word_heads
from index.refresh import OpenIndex


def test_words_and_vector_point_to_the_article_of_their_situations(school: OpenIndex) -> None:
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
    encoder = school.encoder
    vectors = encoder.encode_queries([as_asked(example.text) for example in examples])
    layer = fit_article_layer(examples, vectors, encoder=encoder, kb=kb, held_out=frozenset(), idf=idf)
    assert set(layer.articles) == set(slugs)
    assert np.all(np.diff(layer.buckets.astype(np.int64)) >= 0)  # they are searched by halving
    assert np.all(layer.weights != 0)
    for slug, text in told:
        found = layer.scores(text, encoder.encode_queries([text])[0], idf)
        assert max(found, key=lambda name: found[name]) == slug
        assert found[slug] > 0.5 > sorted(found.values())[-2]
        # Each of the two has a say.
        by_words = layer.scores(text, vectors.mean(axis=0), idf)
        assert max(by_words, key=lambda name: by_words[name]) == slug
        assert by_words[slug] != found[slug]

import numpy as np
import pytest

from evaluation.training.examples import Example
from evaluation.training.word_heads import _idf, fit_word_heads
from retrieval.word_heads import ACUTE, BUCKETS, DANGER, INSIDE, buckets_of

ROUTES = ("112", "vgv", "wonen")


def example(text: str, *, danger: str = "none", route: str = "geen", kind: str = "in") -> Example:
    return Example(text, "", (), danger, route, kind)


EXAMPLES = [
    *(example(f"hij heeft een mes {more}", danger="acute", route="112") for more in ("buiten", "binnen")),
    *(
        example(f"ze is bang voor de reis {more}", danger="concern", route="vgv")
        for more in ("straks", "ooit")
    ),
    *(example(f"moeder komt met de fiets {more}") for more in ("straks", "binnen")),
    *(example(f"de printer is stuk {more}", kind="out") for more in ("buiten", "ooit")),
]


def test_a_word_of_one_situation_does_not_count_and_a_common_one_counts_less() -> None:
    idf = _idf(["bang thuis", "bang buiten", "bang thuis nu"])
    at = {word: float(idf[next(iter(buckets_of(word)))]) for word in ("bang", "thuis", "buiten")}
    assert at["bang"] == pytest.approx(1.0)  # in all three: log(4 / 4) + 1
    assert at["thuis"] == pytest.approx(np.log(4 / 3) + 1, abs=1e-3)
    assert at["buiten"] == 0


def test_words_say_what_they_were_told_beside() -> None:
    heads = fit_word_heads(EXAMPLES, routes=ROUTES)
    assert heads.names == (DANGER, ACUTE, INSIDE, *ROUTES)
    assert heads.table.shape == (BUCKETS, 1 + len(heads.names))
    knife, journey = heads.odds("ik zag een mes"), heads.odds("bang voor de reis")
    bike, printer = heads.odds("met de fiets"), heads.odds("de printer is stuk")
    assert min(knife[DANGER], journey[DANGER]) > 0 > max(bike[DANGER], printer[DANGER])
    assert knife[ACUTE] > 0 > journey[ACUTE]
    assert bike[INSIDE] > 0 > printer[INSIDE]
    assert knife["112"] > knife["vgv"]
    assert journey["vgv"] > journey["112"]
    assert max(found["wonen"] for found in (knife, journey, bike)) < -40  # without examples: never found

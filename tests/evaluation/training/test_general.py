from evaluation.training.general import GROUP, drawn, load_general

TEXTS = tuple(
    f"groep {group} zin {line} van tien woorden met nog wat erbij" for group in "abc" for line in range(GROUP)
)


def test_general_texts_come_in_groups_and_none_twice() -> None:
    texts = load_general()
    assert len(texts) % GROUP == 0
    assert len(set(texts)) == len(texts) > 2000
    assert all(text.strip() == text != "" for text in texts)


def test_at_first_every_text_comes_by_as_it_is_beside_its_group() -> None:
    found = drawn(TEXTS, len(TEXTS), seed=1)
    assert sorted(found) == sorted(TEXTS)
    assert found != list(TEXTS)
    groups = [found[at : at + GROUP] for at in range(0, len(found), GROUP)]
    assert all(tuple(group) in {TEXTS[at : at + GROUP] for at in (0, 4, 8)} for group in groups)


def test_what_comes_by_again_has_other_words_here_and_there() -> None:
    again = drawn(TEXTS, 5 * len(TEXTS), seed=1)[len(TEXTS) :]
    assert len(again) == 4 * len(TEXTS)
    assert {len(text.split()) for text in again} == {len(TEXTS[0].split())}
    changed = [text for text in again if text not in TEXTS]
    assert len(TEXTS) < len(changed) < len(again)


def test_the_same_seed_draws_the_same() -> None:
    assert drawn(TEXTS, 30, seed=1) == drawn(TEXTS, 30, seed=1) != drawn(TEXTS, 30, seed=2)
    assert len(drawn(TEXTS, 7, seed=1)) == 7

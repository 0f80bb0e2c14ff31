import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.refresh import OpenIndex
from retrieval.answer import answer
from retrieval.present.as_json import advice_json, json_text
from retrieval.present.paths import shown_path
from tests.conftest import article_text

ITEM = "kind type place text article heading path line score family sources".split()
KEYS = {
    "": "id query outcome confidence safety articles advice meanings questions pitfalls escalation other "
    "sources nearest",
    "safety": "level score routes signals steps never helplines",
    "helplines": "id name phone for checked",
    "articles": "id title theme urgency route score path reviewed",
    "sources": "id author title year url kind",
    "nearest": "id title",
}
FITTING = "situatie nummer 3 over een ouder is boos"


@pytest.fixture
def situations(danger_text) -> dict[str, str]:
    """One that fits, one that does not, and one of danger."""
    return {"advice": FITTING, "none": "toner printer vervangen", "danger": danger_text("eer-dwang")}


@pytest.fixture(params=["advice", "none", "danger"])
def shown(request: pytest.FixtureRequest, situations, small_index: OpenIndex) -> dict[str, object]:
    """The answers of the three kinds as JSON, read back."""
    advice = answer(small_index, situations[request.param])
    root = Path(small_index.generation.manifest.kb_root)
    return json.loads(json_text(advice_json(advice, kb_root=root)))


def test_the_three_situations_have_three_outcomes(small_index: OpenIndex, situations) -> None:
    found = [answer(small_index, text) for text in situations.values()]
    assert [(advice.outcome, advice.safety.level != "none") for advice in found] == [
        ("advice", False),
        ("none", False),
        ("none", True),
    ]


def test_every_key_is_always_there_in_its_order(shown) -> None:
    assert list(shown) == KEYS[""].split()
    assert list(shown["safety"]) == KEYS["safety"].split()
    for name in ("articles", "sources", "nearest"):
        assert all(list(value) == KEYS[name].split() for value in shown[name])
    assert all(list(line) == KEYS["helplines"].split() for line in shown["safety"]["helplines"])


def test_every_item_has_every_key(shown) -> None:
    lists = [shown[name] for name in "advice meanings questions pitfalls escalation other".split()]
    lists += [shown["safety"][name] for name in ("signals", "steps", "never")]
    assert all(list(item) == ITEM for items in lists for item in items)


def test_values_are_of_the_kind_that_was_agreed(shown) -> None:
    assert shown["id"] is None
    assert shown["outcome"] in {"advice", "uncertain", "none"}
    assert shown["safety"]["level"] in {"none", "concern", "acute"}
    assert isinstance(shown["confidence"], float)
    assert isinstance(shown["safety"]["score"], float)
    for article in shown["articles"]:
        assert isinstance(article["route"], list)
        assert isinstance(article["reviewed"], bool)
    for item in (*shown["advice"], *shown["safety"]["steps"]):
        assert isinstance(item["line"], int)
        assert isinstance(item["family"], bool)
        assert isinstance(item["sources"], list)


def test_articles_are_ranked_and_nearest_named_only_when_nothing_fits(shown) -> None:
    scores = [article["score"] for article in shown["articles"]]
    assert len(scores) == 3
    assert scores == sorted(scores, reverse=True)
    assert bool(shown["nearest"]) == (shown["outcome"] == "none")


def test_a_doubtful_answer_says_so(small_index: OpenIndex, with_settings) -> None:
    with_settings(answer_slope=0.0, advice_from=0.6)
    found = answer(small_index, FITTING)
    assert advice_json(found, kb_root=Path("kb"))["outcome"] == "uncertain"


def test_a_cited_helpline_is_a_source(make_index) -> None:
    text = article_text(advice="- Bel Veilig Thuis. [@tel:veilig-thuis]")
    found = answer(make_index({"kijkt-weg": text}), "situatie nummer 1 over een leerling kijkt weg")
    sources = {source["id"]: source for source in advice_json(found, kb_root=Path("kb"))["sources"]}
    assert sources["tel:veilig-thuis"]["title"] == "0800-2000"
    assert sources["tel:veilig-thuis"]["kind"] == "hulplijn"


def test_the_id_of_the_question_is_given_back(small_index: OpenIndex) -> None:
    found = answer(small_index, "een leerling kijkt weg")
    assert advice_json(found, kb_root=Path("kb"), query_id="a-7")["id"] == "a-7"


@given(st.recursive(st.text() | st.integers(), st.lists))
def test_json_can_always_be_written_and_read_back(value: object) -> None:
    assert json.loads(json_text(value).encode("utf-8")) == value


def test_half_a_character_is_written_as_an_escape() -> None:
    assert json_text({"id": "\ud800"}) == r'{"id": "\ud800"}'
    assert json_text({"id": "é"}) == '{"id": "é"}'


def test_paths_are_shown_from_the_working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert shown_path("articles/a.md", tmp_path / "kb") == "kb/articles/a.md"
    assert shown_path("a.md", tmp_path.parent / "elders") == (tmp_path.parent / "elders" / "a.md").as_posix()

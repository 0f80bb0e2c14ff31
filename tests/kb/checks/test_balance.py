import pytest

from kb.checks.balance import check_first_meanings, check_meanings
from tests.conftest import article_text

MEANING = "- **individueel:** Iemand kan verlegen zijn. [@vakkennis]\n"
LANGUAGE = "- **taal:** Soms kost luisteren alle aandacht. [@vakkennis]\n"
OURS = "- **institutioneel:** Het kan ook aan ons liggen. [@vakkennis]\n"


@pytest.fixture
def article(read):
    def make(*types: str):
        told = "".join(f"- **{kind}:** Dat kan {number}. [@vakkennis]\n" for number, kind in enumerate(types))
        return read(article_text().replace(MEANING + LANGUAGE + OURS, told))[0]

    return make


@pytest.mark.parametrize(
    ("types", "rules"),
    [
        (("cultureel", "religieus", "cultureel"), ["G02"]),
        (("cultureel", "religieus", "taal"), ["G03"]),
        (("cultureel", "religieus", "taal", "trauma"), []),
        (("cultureel", "taal", "trauma"), []),
        (("taal", "trauma", "individueel"), []),
        ((), []),
    ],
)
def test_culture_is_not_the_only_meaning_nor_most_of_them(article, types, rules):
    assert [problem.rule for problem in check_meanings(article(*types))] == rules


def test_the_first_cultural_meaning_is_named_by_its_line(article):
    (problem,) = check_meanings(article("taal", "cultureel", "religieus"))
    assert (problem.line, problem.severity) == (29, "waarschuwing")


@pytest.mark.parametrize(("cultural", "found"), [(3, 0), (4, 1), (10, 1)])
def test_culture_comes_first_in_fewer_than_four_of_ten_articles(article, cultural, found):
    articles = [article("cultureel", "taal", "trauma")] * cultural
    articles += [article("taal", "cultureel", "trauma")] * (10 - cultural)
    problems = list(check_first_meanings(articles))
    assert [problem.rule for problem in problems] == ["G04"] * found
    if found:
        assert f"{cultural} van de 10" in problems[0].what

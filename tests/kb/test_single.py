from pathlib import Path

import pytest

from kb.errors import KnowledgeBaseError
from kb.single import read_article
from tests.conftest import article_text


@pytest.fixture
def file(tmp_path) -> Path:
    return tmp_path / "ergens" / "kijkt-weg.md"


@pytest.fixture
def written(file, vocabulary):
    def write(text: str):
        file.parent.mkdir()
        file.write_text(text, encoding="utf-8")
        return read_article(file, vocabulary=vocabulary)

    return write


def test_an_article_is_read_wherever_it_stands(written, file):
    article = written(article_text())
    assert (article.slug, article.path) == ("kijkt-weg", file.as_posix())
    assert {item.path for item in article.items} == {file.as_posix()}


def test_an_article_that_is_not_finished_is_read_too(written):
    assert written(article_text(advice="- [vul in] [@vakkennis]")).slug == "kijkt-weg"


def test_a_file_that_is_no_article_is_refused_with_its_line(written, file):
    with pytest.raises(KnowledgeBaseError) as failed:
        written(article_text().replace("thema: veiligheid", "thema: x"))
    assert failed.value.where == f"{file}:2"
    assert failed.value.what == "De waarde 'x' bij 'thema' bestaat niet."


def test_a_file_that_cannot_be_read_is_refused(file, vocabulary):
    with pytest.raises(KnowledgeBaseError, match="kan niet gelezen worden") as failed:
        read_article(file, vocabulary=vocabulary)
    assert failed.value.where == str(file)

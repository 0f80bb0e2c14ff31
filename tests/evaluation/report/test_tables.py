import pytest

from evaluation.evaluate import Evaluation
from evaluation.report.tables import FIGURE_NAMES, Table, all_tables, screen_tables, shortened
from tests.evaluation.small import seen_only


def titled(evaluation: Evaluation, start: str) -> Table:
    [table] = [table for table in all_tables(evaluation) if table.title.startswith(start)]
    return table


def test_every_row_has_a_cell_for_every_column(evaluated: Evaluation, odd: Evaluation) -> None:
    for table in (*all_tables(evaluated), *all_tables(odd)):
        assert {len(row) for row in table.rows} <= {len(table.columns)}, table.title


def test_the_screen_shows_ranking_comparison_and_product(evaluated: Evaluation) -> None:
    assert [table.title for table in screen_tables(evaluated)] == [
        "Rangschikking: klein (dev)",
        "Vergeleken met bm25",
        "Wat de gebruiker ziet (hybride)",
    ]


def test_the_report_shows_these_first_and_then_everything_else(odd: Evaluation) -> None:
    titles = [table.title for table in all_tables(odd)]
    assert titles[:3] == [table.title for table in screen_tables(odd)]
    assert titles[3:] == [
        "Per soort (hybride)",
        "Per thema (hybride)",
        "Per lengte (hybride)",
        "Etiketten wisselen",
        "Gewonnen door hybride",
        "Verloren door hybride",
        "Gewonnen door <b>|ander",
        "Verloren door <b>|ander",
        "Gaten in de kennisbank",
    ]


def test_one_system_is_compared_with_nothing(evaluated: Evaluation) -> None:
    alone = Evaluation(
        dataset=evaluated.dataset,
        index=evaluated.index,
        runs=evaluated.runs[:1],
        scores=evaluated.scores,
        comparisons=(),
        gaps=(),
    )
    assert [table.title for table in screen_tables(alone)] == ["Rangschikking: klein (dev)"]


def test_the_ranking_names_every_system_with_its_figures(evaluated: Evaluation) -> None:
    table = titled(evaluated, "Rangschikking: klein (dev)")
    assert [row[0] for row in table.rows] == ["bm25", "dense", "hybride", "ander"]
    row = dict(zip(table.columns, table.rows[2], strict=True))
    means = evaluated.means("hybride")
    assert {name: float(row[name]) for name in table.columns[1:]} == {
        name: pytest.approx(means[name], abs=5e-4) for name in table.columns[1:]
    }
    assert table.note.startswith("Over 6 vragen binnen het onderwerp")
    assert "Voor 2 daarvan" in table.note


def test_a_comparison_shows_difference_interval_counts_and_chance(evaluated: Evaluation) -> None:
    row = titled(evaluated, "Vergeleken").rows[-1]
    gain = evaluated.comparisons[-1].difference
    assert row == (
        "ander",
        f"{gain.mean:+.3f}",
        f"{gain.low:+.3f}/{gain.high:+.3f}",
        f"{gain.wins}/{gain.ties}/{gain.losses}",
        f"{gain.p:.4f}",
        f"{gain.effect:+.2f}",
    )
    assert gain.mean < 0 < gain.wins


def test_every_figure_of_the_product_has_a_dutch_name(odd: Evaluation) -> None:
    assert list(odd.product()) == list(FIGURE_NAMES)
    assert [row[0] for row in titled(odd, "Wat de gebruiker").rows] == list(FIGURE_NAMES.values())


def test_a_share_is_shown_with_its_interval_and_counts(evaluated: Evaluation) -> None:
    rows = {row[0]: row[1:] for row in titled(evaluated, "Wat de gebruiker").rows}
    assert rows["geweigerd, erbuiten"] == ("1.000", "0.342-1.000", "2 van 2")
    assert rows["gevaar en rust gescheiden (AUROC)"] == ("1.000", "", "")


def test_a_figure_of_nothing_is_a_dash(evaluated: Evaluation) -> None:
    calm = [one for one in evaluated.observations if one.query.danger == "none"]
    without = seen_only(evaluated, calm)
    rows = {row[0]: row[1:] for row in titled(without, "Wat de gebruiker").rows}
    assert rows["gevaar herkend"] == ("-", "0.000-1.000", "0 van 0")
    assert rows["gevaar en rust gescheiden (AUROC)"] == ("-", "", "")


def test_a_slice_counts_all_its_situations_and_scores_those_in_scope(odd: Evaluation) -> None:
    table = titled(odd, "Per soort")
    assert table.columns[-4:] == ("beantwoord", "geweigerd", "gevaar herkend", "vals alarm")
    first, second = table.rows
    assert first[:2] == ("klas <i>&|*$1$", "8")
    assert first[-3:] == ("2/2", "1/1", "0/7")
    assert second[:2] == ("gewoon\nnieuw", "6")
    assert second[2:5] == ("0.000", "0.000", "0.000")
    assert second[-3:-1] == ("", "")


def test_without_answers_a_slice_has_no_columns_for_them(odd: Evaluation) -> None:
    silent = Evaluation(
        dataset=odd.dataset,
        index=odd.index,
        runs=odd.runs[:1],
        scores=odd.scores,
        comparisons=(),
        gaps=(),
    )
    assert titled(silent, "Per soort").columns[-1] == "Success@3"


def test_situations_whose_safety_a_label_changed_are_named(odd: Evaluation) -> None:
    table = titled(odd, "Etiketten")
    assert table.rows[0] == ("Poolse|", "0.900", "0.800", "0.100", "1")
    assert table.note.endswith("Andere veiligheid bij: een {}kind <b>|*")


def test_what_was_won_and_lost_stands_beside_what_each_found(evaluated: Evaluation) -> None:
    [row] = titled(evaluated, "Gewonnen door ander").rows
    assert row[0] == "laat"
    assert float(row[1]) > 0
    assert row[3:] == ("kijkt-weg", "komt-te-laat, kijkt-weg, ouder-is-boos")
    assert [row[0] for row in titled(evaluated, "Verloren door ander").rows] == ["gat", "rust", "boos"]


def test_gaps_are_named_with_their_situation(evaluated: Evaluation) -> None:
    rows = titled(evaluated, "Gaten").rows
    assert [row[:2] for row in rows] == [("gat", "in"), ("mes", "danger")]
    assert rows[1][2].startswith("een jongen heeft")


def test_a_long_text_is_shown_in_part_and_on_one_line() -> None:
    assert shortened("een\n  kind\thuilt") == "een kind huilt"
    assert shortened("x" * 110) == "x" * 110
    assert shortened("x" * 111) == "x" * 109 + "…"

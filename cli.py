"""The command line: arguments and exit codes; what is decided, is decided in the rooms below."""

from __future__ import annotations

import errno
import gc
import io
import os
import re
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, TextIO

import typer
from typer.core import TyperCommand, TyperGroup
from typer.exceptions import TyperException

if TYPE_CHECKING:
    from evaluation.evaluate import Evaluation
    from evaluation.systems import System
    from index.refresh import OpenIndex
    from index.store import IndexFolder
    from kb.create import Wish
    from kb.files import ArticleFile
    from kb.review import Review
    from kb.types import Article, KnowledgeBase, Problem
    from retrieval.curation.thorough import Thorough
    from retrieval.present.layout import Line
    from retrieval.present.view import View
    from retrieval.types import Advice

HERE = Path(__file__).resolve().parent
OK, ERROR, USAGE, NOT_FOUND = 0, 1, 2, 3
STOPPED = 130  # by Ctrl-C, as shells count it

# Typer speaks English; these are the words of it that a user can meet.
_WORDS = {
    "Usage: ": "Gebruik: ",
    "[OPTIONS]": "[OPTIES]",
    "COMMAND [ARGS]...": "OPDRACHT …",
    "\nOptions:\n": "\nOpties:\n",
    "\nArguments:\n": "\nArgumenten:\n",
    "\nCommands:\n": "\nOpdrachten:\n",
    "Show this message and exit.": "Toont deze uitleg.",
    "No such command": "Deze opdracht bestaat niet:",
    "No such option:": "Deze optie bestaat niet:",
    "Did you mean": "Bedoelde je",
    "Possible options:": "Lijkt op:",
    "Missing command.": "Er ontbreekt een opdracht.",
    "Missing argument": "Hier ontbreekt",
    "Missing option": "Deze optie ontbreekt:",
    "Got unexpected extra argument(s)": "Zet de situatie tussen aanhalingstekens. Dit is te veel:",
    "Input should be a valid integer, unable to parse string as an integer": "dit is geen heel getal",
    "Input should be greater than or equal to": "dit moet minstens zijn:",
    "Input should be less than or equal to": "dit mag hooguit zijn:",
    "Option '": "De optie '",
    "Invalid value for": "Deze waarde klopt niet bij",
    "is not one of": "hoort niet bij",
    "is not a valid": "is geen",
    "int range": "heel getal tussen de grenzen",
    "is not in the range": "ligt niet tussen",
    "requires an argument.": "heeft een waarde nodig.",
    "does not take a value.": "heeft geen waarde.",
    "[default:": "[standaard:",
    "[required]": "[verplicht]",
}
_TYPE = re.compile(r" <(?:list\[)?\w+\]?>")  # that an argument is a <str> says nothing to a teacher


def _dutch(text: str) -> str:
    for english, dutch in _WORDS.items():
        text = text.replace(english, dutch)
    return _TYPE.sub(lambda found: " " * len(found[0]), text)


class _Command(TyperCommand):
    def get_help(self, ctx: Any) -> str:
        return _dutch(super().get_help(ctx))


class _Group(TyperGroup):
    def get_help(self, ctx: Any) -> str:
        return _dutch(super().get_help(ctx))

    def main(self, *args: Any, standalone_mode: bool = True, **extra: Any) -> Any:
        """Run the command line; every error becomes one Dutch message on stderr and its exit code."""
        extra["standalone_mode"] = False
        if not standalone_mode:
            return super().main(*args, **extra)
        sys.exit(_guarded(lambda: TyperGroup.main(self, *args, **extra)))


def _guarded(run: Callable[[], Any]) -> int:
    from kb.errors import HandelwijzerError, QueryError

    # A short life that makes many small objects: looking for rubbish among them as often as by default
    # costs a question 4% of its time.
    gc.set_threshold(100_000)
    try:
        result = run()
        sys.stdout.flush()
    except TyperException as error:
        return _usage_error(error)
    except HandelwijzerError as error:
        _say(str(error))
        return USAGE if isinstance(error, QueryError) else ERROR
    except (KeyboardInterrupt, typer.Abort):
        result = STOPPED
    except BrokenPipeError:
        # Whoever read the output has closed it, as `head` does; there is nobody left to tell.
        _drop_output()
        return ERROR
    except OSError as error:
        _drop_output()
        return _system_error(error)
    if result == STOPPED:  # Typer makes this of Ctrl-C
        _say("Gestopt.")
    return result if isinstance(result, int) else OK


def _drop_output() -> None:
    # What is still to be written would fail again when Python stops.
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _system_error(error: OSError) -> int:
    full = error.errno == errno.ENOSPC
    what = "De schijf is vol." if full else "Lezen of schrijven lukt hier niet."
    todo = "Maak ruimte vrij." if full else "Kijk of het bestand of de map bestaat en of je erbij mag."
    _say(f"{error.filename or 'uitvoer'}: {what} {todo}")
    return ERROR


def _usage_error(error: TyperException) -> int:
    context = getattr(error, "ctx", None)
    words = getattr(error, "format_message", lambda: str(error))()
    if type(error).__name__ == "NoArgsIsHelpError":
        typer.echo(_dutch(words), err=True)
        return USAGE
    _say(_dutch(words))
    if context is not None:
        typer.echo(f"Zo werkt het: {context.command_path} --help", err=True)
    return USAGE


def _say(text: str) -> None:
    from kb.plaintext import without_controls

    typer.echo("\n".join(map(without_controls, text.splitlines())), err=True)


app = typer.Typer(
    cls=_Group,
    rich_markup_mode=None,
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Vertel wat je ziet; krijg handelingsadviezen met de bron erbij. Werkt zonder internet.",
    epilog='Voorbeeld: handelwijzer vraag "Een leerling kijkt me nooit aan als ik met hem praat"',
)
article_app = typer.Typer(cls=_Group, no_args_is_help=True, help="Artikelen maken en nakijken.")
index_app = typer.Typer(cls=_Group, no_args_is_help=True, help="De zoekindex bouwen en bekijken.")
app.add_typer(article_app, name="artikel")
app.add_typer(index_app, name="index")


@dataclass(frozen=True, slots=True)
class _Folders:
    """The knowledge base and the index that the global options chose."""

    kb: Path
    index: Path


@app.callback()
def main(
    ctx: typer.Context,
    kb: Annotated[
        Path | None, typer.Option("--kb", metavar="MAP", help="Map van de kennisbank (of HANDELWIJZER_KB).")
    ] = None,
    index: Annotated[
        Path | None, typer.Option("--index", metavar="MAP", help="Map van de index (of HANDELWIJZER_INDEX).")
    ] = None,
) -> None:
    """Choose the folders: the option, else the environment, else those of the program."""
    ctx.obj = _Folders(
        kb=kb or Path(os.environ.get("HANDELWIJZER_KB") or HERE / "kb"),
        index=index or Path(os.environ.get("HANDELWIJZER_INDEX") or HERE / "index" / "data"),
    )


def _filter(name: str, what: str) -> Any:
    return typer.Option(f"--{name}", metavar="WAARDE", help=f"Alleen artikelen over {what}. Mag vaker.")


@app.command(
    epilog='Voorbeeld: handelwijzer vraag "Moeder zegt overal ja op" --leeftijd basisschool-4-12',
    cls=_Command,
)
def vraag(
    ctx: typer.Context,
    situatie: Annotated[
        str | None,
        typer.Argument(
            metavar="SITUATIE|-", help="Wat je ziet, tussen aanhalingstekens; - leest van standaardinvoer."
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Toon het antwoord als JSON.")] = False,
    as_markdown: Annotated[bool, typer.Option("--markdown", help="Toon het antwoord als Markdown.")] = False,
    as_html: Annotated[bool, typer.Option("--html", help="Maak een gesprekskaart om te printen.")] = False,
    met_situatie: Annotated[
        bool, typer.Option("--met-situatie", help="Zet ook je eigen woorden op de gesprekskaart.")
    ] = False,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="BESTAND", help="Schrijf het antwoord in een bestand."),
    ] = None,
    alles: Annotated[bool, typer.Option("--alles", help="Toon alles, met de bron onder elk punt.")] = False,
    aantal: Annotated[int, typer.Option(min=1, max=20, metavar="N", help="Hoeveel adviezen hooguit.")] = 5,
    uitleg: Annotated[
        bool, typer.Option("--uitleg", help="Laat zien hoe de scores tot stand kwamen.")
    ] = False,
    invoer: Annotated[
        str | None,
        typer.Option(
            metavar="BESTAND", help='Veel situaties: per regel {"id","text"}; - leest van standaardinvoer.'
        ),
    ] = None,
    thema: Annotated[list[str] | None, _filter("thema", "dit thema")] = None,
    leefdomein: Annotated[list[str] | None, _filter("leefdomein", "dit leefdomein")] = None,
    niveau: Annotated[list[str] | None, _filter("niveau", "dit niveau")] = None,
    leeftijd: Annotated[list[str] | None, _filter("leeftijd", "deze leeftijd")] = None,
    beroepsgroep: Annotated[list[str] | None, _filter("beroepsgroep", "dit beroep")] = None,
) -> int:
    """Vertel een situatie; krijg handelingsadviezen met hun bron."""
    others = {"--json": as_json, "--markdown": as_markdown, "--alles": alles, "--uitleg": uitleg}
    _check_card({**others, "--invoer": invoer is not None}, as_html=as_html, told=met_situatie)
    given = {
        "thema": thema,
        "leefdomein": leefdomein,
        "niveau": niveau,
        "leeftijd": leeftijd,
        "beroepsgroep": beroepsgroep,
    }
    filters = {facet: tuple(values) for facet, values in given.items() if values}
    asked = {"html": as_html, "json": as_json, "markdown": as_markdown, "alles": alles}
    form = next((name for name, wanted in asked.items() if wanted), "scherm")
    question = _Question(ctx.obj, filters, aantal, form, uitleg, told=met_situatie)
    if invoer is not None:
        _only_with_input_file(situatie, plain=not (as_markdown or alles or uitleg))
    with _output(output) as stream:
        if invoer is not None:
            return _answer_file(invoer, question, stream)
        return _answer_one(_situation(situatie), question, stream)


@dataclass(frozen=True, slots=True)
class _Question:
    """How a question was asked."""

    folders: _Folders
    filters: dict[str, tuple[str, ...]]
    count: int
    form: str
    explain: bool
    told: bool = False


def _check_card(others: dict[str, bool], *, as_html: bool, told: bool) -> None:
    from kb.errors import QueryError

    if as_html:
        _stands_alone("--html", others)
    if told and not as_html:
        raise QueryError("--met-situatie hoort bij een gesprekskaart.", todo="Zet --html erbij.")


def _stands_alone(option: str, others: dict[str, bool]) -> None:
    from kb.errors import QueryError

    other = next((name for name, given in others.items() if given), None)
    if other is not None:
        raise QueryError(f"{option} gaat niet samen met {other}.", todo=f"Laat {option} of {other} weg.")


def _only_with_input_file(situation: str | None, *, plain: bool) -> None:
    from kb.errors import QueryError

    if situation is not None:
        todo = "Zet de situatie ook in het bestand, of laat --invoer weg."
        raise QueryError("Geef een situatie of --invoer, niet allebei.", todo=todo)
    if not plain:
        raise QueryError("--invoer geeft altijd JSON.", todo="Laat --markdown, --alles en --uitleg weg.")


def _situation(given: str | None) -> str:
    from kb.errors import QueryError

    if given is None and sys.stdin.isatty():
        return str(typer.prompt("Wat zie of hoor je? (één regel, Enter om te vragen)", err=True))
    if given is None:
        todo = 'Bijvoorbeeld: handelwijzer vraag "Vader komt niet op gesprekken".'
        raise QueryError("Er staat geen situatie.", todo=todo)
    if given != "-":
        return given
    try:
        return sys.stdin.buffer.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        todo = "Zet de tekst om naar UTF-8, of typ hem in."
        raise QueryError("De invoer is geen UTF-8.", where="standaardinvoer", todo=todo) from error


@contextmanager
def _output(path: Path | None) -> Iterator[TextIO]:
    from kb.errors import QueryError

    if path is None:
        _as_utf8(sys.stdout)
        yield sys.stdout
        return
    new = not path.exists()
    try:
        path.open("a").close()  # what stands in it stays until the answer is whole
    except OSError as error:
        todo = "Kies een andere naam of map achter -o."
        raise QueryError("Dit bestand kan niet geschreven worden.", where=str(path), todo=todo) from error
    answered = io.StringIO()
    try:
        yield answered
    except BaseException:
        if new:
            path.unlink(missing_ok=True)
        raise
    if not answered.getvalue():  # a card that was not made
        if new:
            path.unlink(missing_ok=True)
        return
    path.write_text(answered.getvalue(), encoding="utf-8")
    _say(f"Geschreven: {path}")


def _as_utf8(stream: TextIO) -> None:
    # A terminal or pipe that is set to another encoding must not stop an answer.
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(
            errors="replace" if stream.isatty() else None, encoding=None if stream.isatty() else "utf-8"
        )


def _print_lines(lay: Callable[[int], Sequence[Line]]) -> None:
    from retrieval.present.terminal import console, print_lines, text_width

    _as_utf8(sys.stdout)
    out = console()
    print_lines(lay(text_width(out)), out)


def _echo_json(value: Any) -> None:
    from retrieval.present.as_json import json_text

    typer.echo(json_text(value, indent=2))


def _answer_one(text: str, question: _Question, stream: TextIO) -> int:
    from retrieval.answer import answer

    index = _open(question.folders)
    advice = answer(index, text, filters=question.filters, count=question.count)
    _show(advice, index, question, stream)
    return NOT_FOUND if advice.outcome == "none" else OK


def _show(advice: Advice, index: OpenIndex, question: _Question, stream: TextIO) -> None:
    if question.form == "json":
        from retrieval.present.as_json import advice_json, json_text

        stream.write(json_text(advice_json(advice, kb_root=question.folders.kb), indent=2) + "\n")
        return
    from retrieval.present.view import View

    kb = index.generation.kb
    view = View(question.folders.kb, kb.vocabulary, kb.sources)
    if question.form == "html":
        _show_card(advice, index, view, stream, told=question.told)
        return
    if question.form == "markdown":
        from retrieval.present.as_markdown import advice_markdown

        stream.write(advice_markdown(advice, view))
        return
    from retrieval.present.full import everything
    from retrieval.present.screen import first_screen
    from retrieval.present.terminal import console, print_lines, text_width

    out = console(stream)
    lay = everything if question.form == "alles" else first_screen
    print_lines(lay(advice, view, width=text_width(out)), out)
    if question.explain:
        from retrieval.present.explained import explained
        from retrieval.settings import load_settings

        settings = load_settings(index.encoder.model_id).settings
        lines = explained(advice, index.generation, view, settings=settings, width=text_width(out))
        print_lines(lines, out)


def _show_card(advice: Advice, index: OpenIndex, view: View, stream: TextIO, *, told: bool) -> None:
    if advice.outcome == "none" and advice.safety.level == "none":
        from retrieval.present.screen import first_screen
        from retrieval.present.terminal import console, print_lines, text_width

        out = console(sys.stderr)
        print_lines(first_screen(advice, view, width=text_width(out)), out)
        _say("Er is geen gesprekskaart gemaakt.")
        return
    from retrieval.edition import edition_of
    from retrieval.present.card import card_html

    today = date.today().isoformat()
    stream.write(card_html(advice, view, edition_of(index.generation), today=today, told=told))
    if told:
        _say("Let op: je eigen woorden staan op de kaart. Kijk of er geen namen in staan.")


def _answer_file(name: str, question: _Question, stream: TextIO) -> int:
    from retrieval.answer import answer
    from retrieval.batch import answer_lines
    from retrieval.filters import check_filters
    from retrieval.present.as_json import advice_json, json_text

    lines = _lines_of(name)
    index = _open(question.folders)
    check_filters(question.filters, index.generation.kb.vocabulary)

    def ask(query_id: str, text: str) -> dict[str, Any]:
        advice = answer(index, text, filters=question.filters, count=question.count)
        return advice_json(advice, kb_root=question.folders.kb, query_id=query_id)

    good = True
    with _progress() as progress:
        for number, (value, answered) in enumerate(answer_lines(lines, ask), start=1):
            stream.write(json_text(value) + "\n")
            good = good and answered
            progress("Situaties", number, max(number, len(lines)))
    if not good:
        _say("Niet elke regel kon worden gelezen; zie 'error' in de uitvoer.")
    return OK if good else ERROR


def _lines_of(name: str) -> list[bytes]:
    from kb.errors import QueryError

    if name == "-":
        return sys.stdin.buffer.read().splitlines()
    try:
        return Path(name).read_bytes().splitlines()
    except OSError as error:
        raise QueryError(
            "Dit bestand kan niet gelezen worden.", where=name, todo="Kijk naar de naam en de map."
        ) from error


def _open(folders: _Folders) -> OpenIndex:
    from index.refresh import open_index
    from index.store import IndexFolder
    from retrieval.settings import load_settings

    with _progress() as progress:
        index = open_index(IndexFolder(folders.index), folders.kb, progress=progress, notify=_say)
    _tell_left_out(index.generation.files)
    if not load_settings(index.encoder.model_id).own:
        _say("Let op: de drempels zijn gekozen met een ander model (zie: handelwijzer index status).")
    return index


def _tell_left_out(files: Sequence[ArticleFile]) -> None:
    left_out = [file.path for file in files if file.article is None]
    if left_out:
        words = "1 artikel doet" if len(left_out) == 1 else f"{len(left_out)} artikelen doen"
        _say(
            f"Let op: {words} niet mee ({', '.join(left_out[:3])}). Bekijk: handelwijzer artikel controleer."
        )


@contextmanager
def _progress() -> Iterator[Callable[[str, int, int], None]]:
    if not sys.stderr.isatty():
        yield lambda _what, _done, _total: None
        return
    from retrieval.present.terminal import progress_bar

    with progress_bar() as report:
        yield report


@app.command(epilog="Voorbeeld: handelwijzer lees geen-oogcontact", cls=_Command)
def lees(
    ctx: typer.Context, slug: Annotated[str, typer.Argument(metavar="SLUG", help="De naam van het artikel.")]
) -> int:
    """Lees een heel artikel."""
    from retrieval.lookup import find_article
    from retrieval.present.full import whole_article
    from retrieval.present.view import View

    generation = _open(ctx.obj).generation
    kb, article = generation.kb, find_article(generation.kb, slug, generation.files)
    view = View(ctx.obj.kb, kb.vocabulary, kb.sources)
    _print_lines(lambda width: whole_article(article, kb, view, width=width))
    return OK


@article_app.command("controleer", epilog="Voorbeeld: handelwijzer artikel controleer --strikt", cls=_Command)
def controleer(
    ctx: typer.Context,
    artikelen: Annotated[
        list[str] | None, typer.Argument(metavar="SLUG", help="Alleen deze artikelen; anders alle.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Toon de problemen als JSON.")] = False,
    strikt: Annotated[bool, typer.Option("--strikt", help="Ook een waarschuwing telt als fout.")] = False,
    grondig: Annotated[
        bool, typer.Option("--grondig", help="Zoek ook namen van personen, en meet de leesbaarheid.")
    ] = False,
    volg: Annotated[
        bool, typer.Option("--volg", help="Blijf kijken, en zeg bij elke keer opslaan wat er nog is.")
    ] = False,
) -> int:
    """Kijk na of artikelen kloppen: vorm, bronnen, waarden en veiligheid."""
    if volg:
        return _follow(
            ctx.obj, artikelen or [], {"--json": as_json, "--strikt": strikt, "--grondig": grondig}
        )
    from kb.checks.run import check_library
    from kb.library import load_library
    from retrieval.present.problems import by_hand_lines, problem_lines, reading_ease_lines

    kb, files = load_library(ctx.obj.kb)
    wanted = _wanted_slugs(artikelen or [], [file.path for file in files])
    found = [problem for problem in check_library(kb, files) if _is_about(problem, wanted)]
    articles = [a for file in files if (a := file.article) is not None and (not wanted or a.slug in wanted)]
    thorough = _look_thoroughly(kb, articles) if grondig else None
    if thorough is not None:
        found = sorted((*found, *thorough.problems), key=lambda p: (p.path, p.line, p.rule))
    if as_json:
        _echo_json([asdict(problem) for problem in found])
    else:
        counted = problem_lines(found, ctx.obj.kb, files=len(wanted) or len(files))
        ease = reading_ease_lines(thorough.reading_ease if thorough is not None else {})
        for line in (*counted, *ease, *by_hand_lines()):
            typer.echo(line)
    return ERROR if any(strikt or problem.severity == "fout" for problem in found) else OK


def _follow(folders: _Folders, slugs: Sequence[str], others: dict[str, bool]) -> int:
    from index.refresh import refresh
    from index.watch import saves
    from retrieval.curation.follow import follow, look
    from retrieval.present.following import step_lines
    from retrieval.present.paths import shown_path
    from retrieval.present.problems import problem_lines

    _stands_alone("--volg", others)
    start = look(folders.kb)
    wanted = _wanted_slugs(slugs, [*start.files])
    found = [problem for problem in start.problems if _is_about(problem, wanted)]
    for line in problem_lines(found, folders.kb, files=len(wanted) or len(start.files)):
        typer.echo(line)
    with _progress() as progress:
        refresh(_store(folders), folders.kb, progress=progress)
    _say(f"Wacht tot je iets opslaat in {shown_path('articles', folders.kb)}. Stop met Ctrl-C.")
    for step in follow(_store(folders), folders.kb, start, saves(folders.kb)):
        for line in step_lines(step, folders.kb, slugs=wanted):
            typer.echo(f"{time.strftime('%H:%M:%S')} {line}")
    return OK


def _wanted_slugs(slugs: Sequence[str], paths: Sequence[str]) -> set[str]:
    from kb.errors import QueryError

    wanted = {Path(slug).stem for slug in slugs}
    unknown = wanted - {Path(path).stem for path in paths}
    if unknown:
        todo = "Kijk in de map articles hoe het bestand heet."
        raise QueryError(f"Er is geen artikel '{sorted(unknown)[0]}'.", todo=todo)
    return wanted


def _is_about(problem: Problem, slugs: set[str]) -> bool:
    return not slugs or Path(problem.path).stem in slugs


def _look_thoroughly(kb: KnowledgeBase, articles: Sequence[Article]) -> Thorough:
    from index.dutch import PACKAGE, SETTING, open_pipeline
    from retrieval.curation.thorough import check_thoroughly

    pipeline = open_pipeline()
    _say(f"Pijplijn voor Nederlands: {pipeline.name}.")
    if pipeline.names_by == "niets":
        _say(
            "Let op: deze pijplijn herkent geen namen van personen; die zijn niet nagekeken. "
            f"Installeer {PACKAGE} (pip install -e '.[nl]'), of wijs er een aan met {SETTING}."
        )
    elif pipeline.names_by == "eigennamen":
        _say("Let op: deze pijplijn raadt namen aan de hand van woordsoorten; er kunnen er ontbreken.")
    with _progress() as report:
        return check_thoroughly(kb, articles, pipeline=pipeline, progress=report)


def _listed(name: str, what: str) -> Any:
    return typer.Option(f"--{name}", metavar="WAARDE", help=f"{what} Mag vaker.")


@article_app.command(
    "nieuw",
    epilog='Voorbeeld: handelwijzer artikel nieuw "Een kind wil niet naar huis" --thema veiligheid',
    cls=_Command,
)
def nieuw(
    ctx: typer.Context,
    titel: Annotated[
        str | None, typer.Argument(metavar="TITEL", help="Wat je ziet, in een paar woorden.")
    ] = None,
    thema: Annotated[
        str | None, typer.Option(metavar="WAARDE", help="Het thema, en de map waarin het komt.")
    ] = None,
    leefdomein: Annotated[list[str] | None, _listed("leefdomein", "Waar het speelt.")] = None,
    leeftijd: Annotated[list[str] | None, _listed("leeftijd", "Over wie het gaat.")] = None,
    beroepsgroep: Annotated[list[str] | None, _listed("beroepsgroep", "Voor wie het is.")] = None,
    route: Annotated[list[str] | None, _listed("route", "Welk gevaar erbij speelt; anders geen.")] = None,
    slug: Annotated[
        str | None, typer.Option(metavar="NAAM", help="De naam van het bestand; anders uit de titel.")
    ] = None,
) -> int:
    """Begin een artikel: een geraamte met uitleg bij elke kop."""
    from kb.create import Wish

    given = {
        "thema": [thema] if thema else None,
        "leefdomein": leefdomein,
        "leeftijd": leeftijd,
        "beroepsgroep": beroepsgroep,
        "route": route,
    }
    values = {facet: tuple(chosen) for facet, chosen in given.items() if chosen}
    return _begin(ctx.obj, Wish(titel or "", slug or "", values))


def _begin(wanted: _Folders, wish: Wish) -> int:
    from kb.create import new_article, taken_slugs, write_article
    from kb.library import load_library
    from kb.skeleton import skeleton
    from retrieval.filters import check_filters
    from retrieval.present.asking import Asker, ask_what_is_missing
    from retrieval.present.writing import created_lines

    kb, files = load_library(wanted.kb)
    check_filters(wish.values, kb.vocabulary)
    taken = taken_slugs(file.path for file in files)
    if sys.stdin.isatty():
        wish = ask_what_is_missing(wish, kb, taken, Asker(_ask, _say))
    new = new_article(wish, kb, taken, today=date.today().isoformat())
    write_article(wanted.kb, new.path, skeleton(new, kb.vocabulary))
    for line in created_lines(new, wanted.kb):
        typer.echo(line)
    return OK


def _ask(question: str) -> str:
    return str(typer.prompt(question, default="", show_default=False, prompt_suffix=" ", err=True))


@article_app.command("toon", epilog="Voorbeeld: handelwijzer artikel toon geen-oogcontact", cls=_Command)
def toon(
    ctx: typer.Context,
    slug: Annotated[str, typer.Argument(metavar="SLUG", help="De naam van het artikel.")],
    alles: Annotated[bool, typer.Option("--alles", help="Toon alles, met de bron onder elk punt.")] = False,
) -> int:
    """Zie een artikel zoals een antwoord het toont."""
    from kb.checks.run import problems_of
    from kb.library import load_library
    from retrieval.lookup import find_file, readable_article
    from retrieval.present.view import View
    from retrieval.present.writing import previewed, standing_notes
    from retrieval.preview import preview

    kb, files = load_library(ctx.obj.kb)
    file = find_file(files, slug)
    advice = preview(readable_article(file, ctx.obj.kb), kb)
    for note in standing_notes(file, advice, problems_of(file.path, kb, files)):
        _say(note)
    view = View(ctx.obj.kb, kb.vocabulary, kb.sources)
    _print_lines(lambda width: previewed(advice, kb, view, full=alles, width=width))
    return OK


@article_app.command("bewerk", epilog="Voorbeeld: handelwijzer artikel bewerk geen-oogcontact", cls=_Command)
def bewerk(
    ctx: typer.Context, slug: Annotated[str, typer.Argument(metavar="SLUG", help="De naam van het artikel.")]
) -> int:
    """Open een artikel in je editor, bij het eerste probleem."""
    from kb.checks.run import problems_of
    from kb.editor import chosen_editor, edit, editor_command, first_problem
    from kb.library import load_library
    from retrieval.lookup import find_file
    from retrieval.present.writing import left_lines, opening_words

    editor = chosen_editor(os.environ)
    kb, files = load_library(ctx.obj.kb)
    path = find_file(files, slug).path
    first = first_problem(problems_of(path, kb, files))
    _say(opening_words(path, first, ctx.obj.kb))
    at = max(first.line, 1) if first is not None else 1
    edit(editor_command(editor, (ctx.obj.kb / path).absolute(), at))
    left = problems_of(path, *load_library(ctx.obj.kb))
    for line in left_lines(left, ctx.obj.kb, Path(path).stem):
        typer.echo(line)
    return OK


@article_app.command(
    "lijkt-op", epilog="Voorbeeld: handelwijzer artikel lijkt-op geen-oogcontact", cls=_Command
)
def lijkt_op(
    ctx: typer.Context,
    artikel: Annotated[
        str | None,
        typer.Argument(
            metavar="SLUG|BESTAND", help="Een artikel uit de map, of een bestand met een artikel."
        ),
    ] = None,
    alles: Annotated[bool, typer.Option("--alles", help="Vergelijk alle artikelen met elkaar.")] = False,
    aantal: Annotated[int, typer.Option(min=1, max=200, metavar="N", help="Hoeveel per lijst hooguit.")] = 5,
    as_json: Annotated[bool, typer.Option("--json", help="Toon alles wat gevonden is als JSON.")] = False,
) -> int:
    """Zie wat op elkaar lijkt, dubbel staat of elkaar lijkt tegen te spreken."""
    from kb.errors import QueryError

    if (artikel is None) != alles:
        todo = "Geef één slug of bestand, of --alles."
        raise QueryError("Zeg welk artikel je wilt vergelijken.", todo=todo)
    from retrieval.curation.compared import indexed_articles
    from retrieval.curation.overlap import find_overlap, overlap_of
    from retrieval.present.overlap import overlap_json, overlap_lines

    index = _open(ctx.obj)
    with _progress() as progress:
        if artikel is None:
            asked, overlap = None, find_overlap(indexed_articles(index.generation), progress=progress)
        else:
            asked, overlap = overlap_of(index, ctx.obj.kb, artikel, progress=progress)
    if as_json:
        _echo_json(overlap_json(overlap, ctx.obj.kb))
        return OK
    _print_lines(lambda width: overlap_lines(overlap, ctx.obj.kb, article=asked, most=aantal, width=width))
    return OK


@article_app.command("proef", epilog="Voorbeeld: handelwijzer artikel proef geen-oogcontact", cls=_Command)
def proef(
    ctx: typer.Context,
    slug: Annotated[str | None, typer.Argument(metavar="SLUG", help="De naam van het artikel.")] = None,
    alles: Annotated[
        bool, typer.Option("--alles", help="Alle artikelen, het slechtst gevonden eerst (duurt even).")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Toon de uitkomst als JSON.")] = False,
) -> int:
    """Zie of een artikel gevonden wordt door zijn eigen situaties, elk op hun beurt weggelaten."""
    from kb.errors import QueryError

    if (slug is None) != alles:
        raise QueryError("Zeg welk artikel je wilt proberen.", todo="Geef één slug, of --alles.")
    index = _open(ctx.obj)
    if slug is None:
        return _try_all(index, as_json=as_json)
    from retrieval.curation.findability import findability
    from retrieval.curation.suggestions import suggestions
    from retrieval.lookup import find_file, searched_article
    from retrieval.present.findability import found_json, found_lines

    found = findability(index, searched_article(find_file(index.generation.files, slug)))
    suggested = suggestions(found, index.generation.kb)
    if as_json:
        shown = found_json(found, suggested, ctx.obj.kb)
        _echo_json(shown)
        return OK
    _print_lines(lambda width: found_lines(found, suggested, ctx.obj.kb, width=width))
    return OK


def _try_all(index: OpenIndex, *, as_json: bool) -> int:
    from retrieval.curation.findability import findability_of_all
    from retrieval.present.findability import ALL_COLUMNS, ALL_NOTE, all_json, all_rows, all_title, begin_with
    from retrieval.present.terminal import console, print_table

    with _progress() as report:
        found = findability_of_all(index, progress=report)
    if as_json:
        _echo_json(all_json(found))
        return OK
    _as_utf8(sys.stdout)
    print_table(all_title(found), ALL_COLUMNS, list(all_rows(found)), console(), note=ALL_NOTE)
    typer.echo(begin_with(found))
    return OK


@article_app.command("dekking", epilog="Voorbeeld: handelwijzer artikel dekking --per plaats", cls=_Command)
def dekking(
    ctx: typer.Context,
    per: Annotated[
        Literal["leefdomein", "leeftijd", "plaats", "beroepsgroep"] | None,
        typer.Option(help="Wat er naast elkaar staat; anders de leeftijd."),
    ] = None,
    thema: Annotated[
        str | None, typer.Option(metavar="WAARDE", help="Alleen dit thema, per leefdomein.")
    ] = None,
    vragen: Annotated[
        str | None,
        typer.Option(
            metavar="BESTAND",
            help='Welke situaties vinden geen artikel? Per regel {"id","text"}; - leest van standaardinvoer.',
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Toon alle tellingen als JSON.")] = False,
) -> int:
    """Zie waarover artikelen zijn, en waarover nog niet."""
    from kb.errors import QueryError

    if vragen is None:
        return _show_coverage(ctx.obj, per or "leeftijd", thema, as_json=as_json)
    if per or thema:
        raise QueryError("--vragen staat op zichzelf.", todo="Laat --per en --thema weg.")
    return _show_backlog(ctx.obj, vragen, as_json=as_json)


def _show_coverage(wanted: _Folders, per: str, theme: str | None, *, as_json: bool) -> int:
    from kb.library import load_library
    from retrieval.curation.coverage import coverage
    from retrieval.filters import check_filters
    from retrieval.present.coverage import coverage_json, coverage_table, gap_lines
    from retrieval.present.terminal import console, print_table

    kb, files = load_library(wanted.kb)
    _tell_left_out(files)
    check_filters({"thema": [theme] if theme else []}, kb.vocabulary)
    articles = [article for article in kb.articles if theme in (None, article.theme)]
    rows = "thema" if theme is None else "leefdomein" if per != "leefdomein" else "leeftijd"
    covered = coverage(articles, kb.vocabulary, rows=rows, columns=per)
    if as_json:
        themes = [theme] if theme else kb.vocabulary.values("thema")
        shown = coverage_json(articles, kb.vocabulary, covered, themes=themes)
        _echo_json(shown)
        return OK
    _as_utf8(sys.stdout)
    table = coverage_table(covered, kb.vocabulary, theme=theme)
    print_table(table.title, table.columns, table.rows, console(), note=table.note, close=True)
    _print_lines(lambda width: gap_lines(covered, kb.vocabulary, width=width))
    return OK


def _show_backlog(wanted: _Folders, name: str, *, as_json: bool) -> int:
    from kb.errors import QueryError
    from retrieval.curation.backlog import backlog
    from retrieval.present.backlog import backlog_json, backlog_lines

    lines = _lines_of(name)
    if not any(map(bytes.strip, lines)):
        raise QueryError("Er staan geen situaties in.", where=name, todo='Schrijf per regel {"id","text"}.')
    index = _open(wanted)
    with _progress() as report:
        found = backlog(index, lines, name="standaardinvoer" if name == "-" else name, progress=report)
    for problem in found.problems:
        _say(problem)
    if as_json:
        _echo_json(backlog_json(found))
    else:
        vocabulary = index.generation.kb.vocabulary
        _print_lines(lambda width: backlog_lines(found, vocabulary, width=width))
    return ERROR if found.problems else OK


@article_app.command(
    "herzien", epilog="Voorbeeld: handelwijzer artikel herzien --binnen 2 --eigenaar redactie", cls=_Command
)
def herzien(
    ctx: typer.Context,
    eigenaar: Annotated[
        str | None, typer.Option(metavar="NAAM", help="Alleen de artikelen van deze eigenaar.")
    ] = None,
    per: Annotated[str | None, typer.Option(metavar="eigenaar", help="Tel het werk per eigenaar.")] = None,
    op: Annotated[
        str | None, typer.Option(metavar="DATUM", help="Kijk vanaf deze dag; anders vandaag.")
    ] = None,
    binnen: Annotated[
        int, typer.Option(min=0, max=60, metavar="N", help="Ook wat binnen zoveel maanden aan de beurt is.")
    ] = 0,
    alles: Annotated[bool, typer.Option("--alles", help="Toon de hele lijsten.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Toon alles als JSON.")] = False,
) -> int:
    """Zie wat opnieuw nagekeken moet worden, het dringendste eerst."""
    from kb.errors import QueryError
    from kb.library import load_library
    from kb.review import find_owner, owners, review_on

    if per not in (None, "eigenaar"):
        raise QueryError(f"Tellen per '{per}' kan niet.", todo="Schrijf: --per eigenaar.")
    day = _day(op)
    kb, files = load_library(ctx.obj.kb)
    _tell_left_out(files)
    owner = None if eigenaar is None else find_owner(kb, eigenaar)
    if per is not None:
        counted = owners(kb) if owner is None else (owner,)
        reviews = {name: review_on(kb, day, within=binnen, owner=name) for name in counted}
        return _show_owners(reviews, ctx.obj, as_json=as_json)
    return _show_review(review_on(kb, day, within=binnen, owner=owner), ctx.obj, alles=alles, as_json=as_json)


def _day(text: str | None) -> date:
    from kb.errors import QueryError

    try:
        return date.today() if text is None else date.fromisoformat(text)
    except ValueError as error:
        todo = "Schrijf een dag die bestaat, zoals 2026-11-22."
        raise QueryError(f"'{text}' is geen dag.", todo=todo) from error


def _show_owners(reviews: dict[str, Review], wanted: _Folders, *, as_json: bool) -> int:
    from retrieval.present.review import OWNER_COLUMNS, owner_rows, review_json
    from retrieval.present.terminal import console, print_table

    if as_json:
        values = {name: review_json(review, wanted.kb) for name, review in reviews.items()}
        _echo_json(values)
        return OK
    _as_utf8(sys.stdout)
    print_table("Te herzien per eigenaar", OWNER_COLUMNS, owner_rows(reviews), console())
    return OK


def _show_review(review: Review, wanted: _Folders, *, alles: bool, as_json: bool) -> int:
    from retrieval.present.review import review_json, review_lines

    if as_json:
        _echo_json(review_json(review, wanted.kb))
        return OK
    _print_lines(lambda width: review_lines(review, wanted.kb, everything=alles, width=width))
    return OK


@index_app.command("bouw", epilog="Voorbeeld: handelwijzer index bouw", cls=_Command)
def bouw(
    ctx: typer.Context,
    alles: Annotated[bool, typer.Option("--alles", help="Zet alle teksten opnieuw om.")] = False,
) -> int:
    """Breng de index bij: alleen wat veranderd is."""
    from index.refresh import refresh
    from index.store import IndexFolder
    from retrieval.present.problems import left_out_lines

    with _progress() as progress:
        report = refresh(IndexFolder(ctx.obj.index), ctx.obj.kb, full=alles, progress=progress)
    if report is None:
        typer.echo("De index is al bij.")
    else:
        typer.echo(
            f"Gebouwd: {report.articles} artikelen, {report.passages} teksten, "
            f"{report.embedded} opnieuw omgezet."
        )
        for line in left_out_lines(report.problems):
            _say(line)
    return OK


@index_app.command("status", epilog="Voorbeeld: handelwijzer index status", cls=_Command)
def status(ctx: typer.Context) -> int:
    """Laat zien of de index klopt en bij is."""
    from index.status import index_status
    from index.store import IndexFolder
    from retrieval.settings import load_settings

    state = index_status(IndexFolder(ctx.obj.index), ctx.obj.kb)
    manifest = state.manifest
    tuned = (
        "voor dit model gekozen"
        if load_settings(manifest.model_id).own
        else "van een ander model; kalibreer eerst"
    )
    rows = {
        "map": str(state.folder),
        "gebouwd": manifest.built_at,
        "inhoud": f"{manifest.articles} artikelen, {manifest.passages} teksten",
        "model": f"{manifest.model_name} ({manifest.model_id}, {manifest.dimensions} getallen per tekst)",
        "drempels": tuned,
        "vectoren": "niet vergeleken"
        if state.cosine is None
        else f"cosinus met opnieuw omgezet: {state.cosine:.6f}",
        "veranderd": ", ".join(state.stale) if state.stale else "niets sinds de bouw",
        "schade": ", ".join(state.damaged) if state.damaged else "geen",
    }
    for name, value in rows.items():
        typer.echo(f"{name:<10} {value}")
    if not state.sound:
        _say("De index klopt niet. Bouw hem opnieuw: handelwijzer index bouw --alles.")
    return OK if state.sound else ERROR


@index_app.command("model", epilog="Voorbeeld: handelwijzer index model map/met/een/model", cls=_Command)
def model(
    ctx: typer.Context,
    bron: Annotated[
        str | None,
        typer.Argument(
            metavar="BRON",
            help="Een map, een wheel (.whl), een naam op de hub, of kaal (het meegeleverde model zonder de "
            "aanpassing); leeg: het meegeleverde model.",
        ),
    ] = None,
) -> int:
    """Kies het taalmodel: het wordt omgezet, vergeleken en voor deze index gebruikt."""
    from index.refresh import add_model, refresh
    from index.store import IndexFolder, writing

    folder = IndexFolder(ctx.obj.index)
    with _progress() as progress:
        with writing(folder):
            encoder = add_model(folder, bron, progress=progress)
        refresh(folder, ctx.obj.kb, progress=progress)
    typer.echo(f"Model: {encoder.name} ({encoder.model_id}). De index is ermee gebouwd.")
    return OK


@index_app.command("opruimen", epilog="Voorbeeld: handelwijzer index opruimen", cls=_Command)
def opruimen(ctx: typer.Context) -> int:
    """Verwijder oude indexen en modellen die niet meer in gebruik zijn."""
    from index.store import IndexFolder, tidy, writing

    folder = IndexFolder(ctx.obj.index)
    with writing(folder):
        removed = tidy(folder)
    for name, size in removed:
        typer.echo(f"Verwijderd: {name} ({size / 1e6:.0f} MB)")
    if not removed:
        typer.echo("Er is niets op te ruimen.")
    return OK


@app.command(
    cls=_Command,
    epilog="Voorbeeld: handelwijzer evalueer evaluation/datasets/situaties --systeem bm25 --systeem hybride",
)
def evalueer(
    ctx: typer.Context,
    datasets: Annotated[list[Path], typer.Argument(metavar="DATASET", help="Mappen met vragen en oordelen.")],
    systeem: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAAM",
            help="bm25, dense of hybride, ook zo: hybride:dense_weight=0.8. Het eerste is de maat.",
        ),
    ] = None,
    split: Annotated[str | None, typer.Option(metavar="NAAM", help="Anders de enige, of dev.")] = None,
    runs: Annotated[
        Path | None,
        typer.Option(metavar="MAP", help="Schrijf hier TREC-runs; runs van anderen hier doen mee."),
    ] = None,
    rapport: Annotated[Path | None, typer.Option(metavar="MAP", help="Schrijf hier een rapport.")] = None,
    poort: Annotated[
        Path | None, typer.Option(metavar="BESTAND", help="Beloofde cijfers; wat eronder komt, is fout.")
    ] = None,
    kalibreer: Annotated[bool, typer.Option("--kalibreer", help="Kies gewicht en drempels op dev.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Toon de cijfers als JSON.")] = False,
) -> int:
    """Meet hoe goed het zoeken is, met de maten van het vak."""
    from evaluation.evaluate import evaluate_folders
    from evaluation.systems import DEFAULT, parse_system

    systems = [parse_system(name) for name in dict.fromkeys(systeem or DEFAULT)]
    if kalibreer:
        return _calibrate(ctx.obj, datasets, split)
    with _progress() as report:
        evaluations = evaluate_folders(
            datasets,
            systems,
            own=_open(ctx.obj),
            store=_store(ctx.obj),
            split=split,
            runs=runs,
            labels=rapport is not None or poort is not None,
            progress=report,
        )
    _print_evaluations(evaluations, as_json=as_json)
    _write_evaluations(ctx.obj, evaluations, systems, runs=runs, rapport=rapport)
    return _gate(evaluations, poort) if poort is not None else OK


def _store(wanted: _Folders) -> IndexFolder:
    from index.store import IndexFolder

    return IndexFolder(wanted.index)


def _print_evaluations(evaluations: Sequence[Evaluation], *, as_json: bool) -> None:
    from evaluation.report.tables import screen_tables
    from evaluation.report.write import as_json as measures
    from retrieval.present.terminal import console, print_table

    if as_json:
        _echo_json(measures(evaluations))
        return
    _as_utf8(sys.stdout)
    out = console()
    for evaluation in evaluations:
        for table in screen_tables(evaluation):
            print_table(table.title, table.columns, table.rows, out, note=table.note)


def _write_evaluations(
    wanted: _Folders,
    evaluations: Sequence[Evaluation],
    systems: Sequence[System],
    *,
    runs: Path | None,
    rapport: Path | None,
) -> None:
    from evaluation.report.write import write_report, write_runs, write_timings

    if runs is not None:
        write_runs(runs, evaluations)
        _say(f"Runs geschreven: {runs}")
    if rapport is not None:
        from evaluation.latency import measure_latency

        write_report(rapport, evaluations, systems)
        told = [evaluation for evaluation in evaluations if evaluation.observations]
        if told:
            queries = told[0].dataset.queries
            timed = measure_latency(_open(wanted), queries, kb_root=wanted.kb, index_root=wanted.index)
            write_timings(rapport, timed)
        _say(f"Rapport geschreven: {rapport / 'rapport.html'}")


def _gate(evaluations: Sequence[Evaluation], path: Path) -> int:
    from evaluation.gate import broken_promises, load_promises

    promises = load_promises(path)
    broken = broken_promises(evaluations, promises)
    for line in broken:
        _say(f"Onder de belofte: {line}")
    if not broken:
        _say(f"Alle {len(promises)} beloofde cijfers zijn gehaald ({path}).")
    return ERROR if broken else OK


def _calibrate(wanted: _Folders, datasets: Sequence[Path], split: str | None) -> int:
    from evaluation.calibrate import calibrate, write_calibration
    from evaluation.dataset import ANY_SPLIT, check_judged, load_dataset
    from kb.errors import QueryError

    if len(datasets) != 1 or split not in (None, ANY_SPLIT):
        todo = f"Noem één dataset, zonder --split of met --split {ANY_SPLIT}."
        raise QueryError(f"Kalibreren gaat op de split {ANY_SPLIT} van één dataset.", todo=todo)
    dataset, index = load_dataset(datasets[0], ANY_SPLIT), _open(wanted)
    check_judged(dataset, frozenset(article.slug for article in index.generation.kb.articles), datasets[0])
    with _progress() as report:
        chosen = calibrate(index, dataset, progress=report)
    write_calibration(chosen, model_id=index.encoder.model_id)
    for name, value in {**asdict(chosen.settings), **chosen.figures}.items():
        typer.echo(f"{name:<28} {value}")
    for warning in chosen.warnings:
        _say(f"Let op: {warning}")
    return OK


if __name__ == "__main__":
    app()

"""Many situations at once: a JSON object a line in, a JSON object a line out, in the same order."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from kb.errors import QueryError

Ask = Callable[[str, str], dict[str, Any]]


def answer_lines(lines: Iterable[bytes], ask: Ask) -> Iterator[tuple[dict[str, Any], bool]]:
    """Answer every line; a line that cannot be used gives its error instead of stopping the others.

    Args:
        lines: JSON objects with "id" and "text", one a line, in UTF-8; empty lines are passed over.
        ask: answers one text, given the id and the text.

    Yields:
        the answer, or {"id", "error"}, and whether it is an answer.
    """
    for number, raw in enumerate(lines, start=1):
        if not raw.strip():
            continue
        query_id: str | None = None
        try:
            query_id, text = read_situation(raw, where=f"regel {number}")
            yield ask(query_id, text), True
        except QueryError as error:
            yield {"id": query_id if query_id is not None else _id_of(raw), "error": str(error)}, False


def read_situation(raw: bytes, *, where: str) -> tuple[str, str]:
    """Return the id (or `_id`, as datasets have it) and the text on a line; `where` names the line.

    Raises:
        QueryError: the line is no JSON object with both.
    """
    todo = 'Schrijf per regel: {"id": "1", "text": "wat je ziet"}.'
    try:
        value = json.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise QueryError(
            "De regel is geen UTF-8.", where=where, todo="Sla het bestand op als UTF-8."
        ) from error
    except (ValueError, RecursionError) as error:
        raise QueryError("De regel is geen JSON.", where=where, todo=todo) from error
    query_id = _id_in(value)
    if query_id is None or not isinstance(value.get("text"), str):
        raise QueryError("De regel heeft geen 'id' en 'text'.", where=where, todo=todo)
    return query_id, value["text"]


def _id_of(raw: bytes) -> str | None:
    try:
        return _id_in(json.loads(raw))
    except (ValueError, RecursionError):
        return None


def _id_in(value: Any) -> str | None:
    """Return the id as text; None where there is none, or where it is no text or number."""
    found = value.get("id", value.get("_id")) if isinstance(value, dict) else None
    return str(found) if isinstance(found, str | int | float) and not isinstance(found, bool) else None

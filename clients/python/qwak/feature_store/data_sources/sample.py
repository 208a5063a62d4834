"""Asks the service for rows of a source."""

from __future__ import annotations

import importlib
from typing import Any, Callable, Dict, List, Tuple

from qwak._rest.answer import Answer, Failure
from qwak._rest.session import Session
from qwak._rest.settings import Settings
from qwak.exceptions import QwakException, StatusCode

_MOST_ROWS = 1000


def sample(to_spec: Callable[[], Dict[str, Any]], number_of_rows: int, validation_options: Any) -> Any:
    """The rows, as a pandas DataFrame where pandas can be imported."""
    if not 0 < number_of_rows <= _MOST_ROWS:
        raise QwakException(f"sample_size must be under 1000 and positive, got: {number_of_rows}")
    if validation_options is not None:
        raise QwakException("validation_options must be None: the service has no options for a sample.")
    outcome = Session(Settings.resolve(None, None, "default")).sample({"spec": to_spec(), "rows": number_of_rows})
    if isinstance(outcome, Failure):
        raise outcome.exception(f"Sampling failed: \n{outcome.details}")
    names, rows = _table(outcome)
    try:
        pandas = importlib.import_module("pandas")
    except ImportError:
        return [dict(zip(names, row)) for row in rows]
    return pandas.DataFrame(rows, columns=names)


def _table(answer: Answer) -> Tuple[List[str], List[List[Any]]]:
    document = answer.document()
    try:
        names = [column["name"] for column in document["columns"]]
        rows = [list(row) for row in document["rows"]]
    except (LookupError, TypeError):
        rows, names = [[None]], []
    if any(len(row) != len(names) for row in rows):
        raise QwakException("Sampling failed: \nThe answer is not a table", StatusCode.UNKNOWN)
    return names, rows

"""Repeats an exchange that met a passing trouble."""

from __future__ import annotations

import random
from time import monotonic, sleep
from typing import Union

from qwak._rest.answer import Answer
from qwak._rest.transport import NoAnswer, Request, Transport

ATTEMPTS = 4
CALL_SECONDS = 100.0
LONGEST_RETRY_AFTER = 30.0
_FIRST_WAIT = 0.25
_LONGEST_WAIT = 5.0


def deliver(transport: Transport, request: Request, repeat_sent: bool = True) -> Union[Answer, NoAnswer]:
    """Sends up to four times within 100 seconds.

    :param repeat_sent: whether the request may reach the service twice; else it is repeated only while there is no connection.
    """
    deadline = monotonic() + CALL_SECONDS
    attempt = 0
    while True:
        outcome = transport.send(request, deadline)
        attempt += 1
        if attempt == ATTEMPTS or not _is_passing(outcome) or not (repeat_sent or _is_unsent(outcome)):
            return outcome
        wait = _wait(attempt - 1, outcome)
        if monotonic() + wait >= deadline:
            return outcome
        sleep(wait)


def _is_passing(outcome: Union[Answer, NoAnswer]) -> bool:
    if isinstance(outcome, NoAnswer):
        return outcome.passing
    return outcome.status in (503, 504)


def _is_unsent(outcome: Union[Answer, NoAnswer]) -> bool:
    return isinstance(outcome, NoAnswer) and not outcome.sent


def _wait(index: int, outcome: Union[Answer, NoAnswer]) -> float:
    # The random part keeps clients that failed together from coming back together.
    wait = min(_FIRST_WAIT * 2**index, _LONGEST_WAIT) + random.random() * _FIRST_WAIT
    asked = outcome.headers.get("retry-after", "") if isinstance(outcome, Answer) else ""
    # The form with a date is not honoured: it would compare our clock with the server's.
    return max(wait, min(float(asked), LONGEST_RETRY_AFTER)) if _is_seconds(asked) else wait


def _is_seconds(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10

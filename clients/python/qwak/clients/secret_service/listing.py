"""Walks through the pages of the list of secrets."""

from __future__ import annotations

from typing import Any, List, Optional, Union

from qwak._rest.answer import Answer, Failure
from qwak._rest.session import Session
from qwak.clients.secret_service.secret_properties import SecretProperties
from qwak.exceptions import StatusCode

_PAGE = 100
# A server that always names a next page must not keep the client for ever.
_MOST_PAGES = 10_000


def list_all(session: Session) -> Union[List[SecretProperties], Failure]:
    """All secrets by name, or the failure of the page that could not be read."""
    found: List[SecretProperties] = []
    query = {"sort": "name", "order": "asc", "limit": str(_PAGE)}
    for _ in range(_MOST_PAGES):
        outcome = session.list_secrets(query)
        if isinstance(outcome, Failure):
            return outcome
        page = _page(outcome)
        if page is None:
            break
        found += page
        following = outcome.text("next")
        if not following:
            return found
        query["after"] = following
    return Failure(StatusCode.UNKNOWN, "The answer is not a list of secrets that ends")


def _page(answer: Answer) -> Optional[List[SecretProperties]]:
    document: Any = answer.document()
    try:
        return [SecretProperties.from_json(item) for item in document["items"]]
    except (LookupError, TypeError, ValueError, AttributeError):
        return None

"""From an API key to an access token."""

from __future__ import annotations

import json
from typing import Any, Tuple

from qwak._rest.answer import Answer, refusal
from qwak._rest.credential import is_header_text
from qwak._rest.delivery import deliver
from qwak._rest.hidden import Hidden
from qwak._rest.transport import NoAnswer, Request, Transport
from qwak.exceptions import QwakException, StatusCode

_PATH = "/api/v1/authentication/qwak-api-key"


class ApiKeyExchange:
    """Asks for an access token of the API key."""

    def __init__(self, transport: Transport, api_key: Hidden) -> None:
        self._transport = transport
        self._api_key = api_key

    def __call__(self) -> Tuple[Hidden, float]:
        body = json.dumps({"qwakApiKey": self._api_key.reveal()}).encode("ascii")
        request = Request("POST", _PATH, {"Content-Type": "application/json", "Accept": "application/json"}, body)
        del body
        outcome = deliver(self._transport, request)
        if isinstance(outcome, NoAnswer):
            raise QwakException(f"Failed to login, error is {outcome.reason}", StatusCode.UNAVAILABLE)
        if not outcome.succeeded:
            failure = refusal(outcome, [self._api_key])
            raise failure.exception(f"Failed to login, error is {failure.details}")
        token = Hidden(outcome.text("accessToken") or "")
        if not token.reveal() or not is_header_text(token):
            raise QwakException("Failed to login, error is The answer holds no token", StatusCode.UNKNOWN)
        return token, _expiry_of(outcome)


def _expiry_of(answer: Answer) -> float:
    document: Any = answer.document()
    expires = document.get("expiredAt") if isinstance(document, dict) else None
    return float(expires) if isinstance(expires, int) else 0.0

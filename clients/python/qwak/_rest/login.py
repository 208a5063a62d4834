"""From an API key to an access token."""

from __future__ import annotations

import base64
import json
import threading
import time
from typing import Any, Optional

from qwak._rest.answer import Answer, refusal
from qwak._rest.credential import Credential, is_header_text
from qwak._rest.delivery import deliver
from qwak._rest.hidden import Hidden
from qwak._rest.token_cache import TokenCache
from qwak._rest.transport import NoAnswer, Request, Transport
from qwak.exceptions import QwakException, StatusCode

_PATH = "/api/v1/authentication/qwak-api-key"
_SPARE_SECONDS = 60


class ApiKeyLogin:
    """Exchanges the API key for a token when no cached one is good for another minute."""

    def __init__(self, transport: Transport, api_key: Hidden, cache: TokenCache) -> None:
        self._transport = transport
        self._api_key = api_key
        self._cache = cache
        self._lock = threading.Lock()
        self._token: Optional[Hidden] = None
        self._expires = 0.0

    def credential(self, refused: Optional[Hidden] = None) -> Credential:
        """The token to use. ``refused`` is one that the service no longer takes: it is dropped everywhere."""
        with self._lock:
            if self._token is None and refused is None:
                self._adopt(self._cache.read(), 0.0)
            stale = refused is not None and (self._token is None or self._token.reveal() == refused.reveal())
            if self._token is not None and not stale and time.time() < self._expires - _SPARE_SECONDS:
                return Credential(self._token, cached=True)
            if stale:
                self._token = None
                self._cache.write(None)
            return Credential(self._log_in())

    def _log_in(self) -> Hidden:
        body = json.dumps({"qwakApiKey": self._api_key.reveal()}).encode("ascii")
        request = Request("POST", _PATH, {"Content-Type": "application/json", "Accept": "application/json"}, body)
        del body
        outcome = deliver(self._transport, request)
        if isinstance(outcome, NoAnswer):
            raise QwakException(f"Failed to login, error is {outcome.reason}", StatusCode.UNAVAILABLE)
        if not outcome.succeeded:
            failure = refusal(outcome, [self._api_key])
            raise failure.exception(f"Failed to login, error is {failure.details}")
        self._adopt(_token_of(outcome), _expiry_of(outcome))
        if self._token is None:
            raise QwakException("Failed to login, error is The answer holds no token", StatusCode.UNKNOWN)
        self._cache.write(self._token)
        return self._token

    def _adopt(self, token: Optional[Hidden], expires: float) -> None:
        self._token = token if token is not None and is_header_text(token) else None
        self._expires = 0.0 if self._token is None else _expiry(self._token) or expires


def _token_of(answer: Answer) -> Optional[Hidden]:
    text = answer.text("accessToken")
    return Hidden(text) if text else None


def _expiry_of(answer: Answer) -> float:
    document: Any = answer.document()
    expires = document.get("expiredAt") if isinstance(document, dict) else None
    return float(expires) if isinstance(expires, int) else 0.0


def _expiry(token: Hidden) -> Optional[float]:
    """The token's own ``exp``. Read without verification: it only decides when to log in again."""
    try:
        payload = token.reveal().split(".")[1]
        expires = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))["exp"]
        return float(expires)
    except (ValueError, LookupError, TypeError, RecursionError):
        return None

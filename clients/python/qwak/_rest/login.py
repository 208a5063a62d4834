"""The access token of a caller who is logged in, kept until shortly before it expires."""

from __future__ import annotations

import base64
import json
import threading
import time
from typing import Callable, Optional, Tuple

from qwak._rest.credential import Credential, is_header_text
from qwak._rest.hidden import Hidden
from qwak._rest.token_cache import TokenCache

Exchange = Callable[[], Tuple[Hidden, float]]
"""Asks for an access token. It and when it expires, for a token that does not say so itself; raises QwakException."""

_SPARE_SECONDS = 60


class TokenLogin:
    """Exchanges what the caller has for a token when no cached one is good for another minute."""

    def __init__(self, exchange: Exchange, cache: TokenCache) -> None:
        self._exchange = exchange
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
        token, expires = self._exchange()
        self._adopt(token, expires)
        self._cache.write(token)
        return token

    def _adopt(self, token: Optional[Hidden], expires: float) -> None:
        self._token = token if token is not None and is_header_text(token) else None
        self._expires = 0.0 if self._token is None else _expiry(self._token) or expires


def _expiry(token: Hidden) -> Optional[float]:
    """The token's own ``exp``. Read without verification: it only decides when to log in again."""
    try:
        payload = token.reveal().split(".")[1]
        expires = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))["exp"]
        return float(expires)
    except (ValueError, LookupError, TypeError, RecursionError):
        return None

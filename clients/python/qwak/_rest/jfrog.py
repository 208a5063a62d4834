"""The JFrog login: the platform's access token is the bearer, and the platform names the tenant."""

from __future__ import annotations

import threading
from typing import Optional
from urllib.parse import urlsplit

from qwak._rest.address import parse_jfrog
from qwak._rest.credential import Credential, is_header_text
from qwak._rest.delivery import deliver
from qwak._rest.hidden import Hidden
from qwak._rest.transport import NoAnswer, Request, Transport
from qwak.exceptions import QwakException, StatusCode

_FOOTER = "/ui/api/v1/system/auth/screen/footer"
_SHORTEST_TOKEN = 65
_NOT_A_TOKEN = (
    "Authentication with JFrog failed: Only JWT Access Tokens are supported. "
    "Please ensure you are using a valid JWT Access Token."
)


class JFrogLogin:
    """Asks the platform once for the tenant's id; the token itself is used as it is."""

    def __init__(self, url: str, token: Hidden, ca_file: Optional[str]) -> None:
        if len(token.reveal()) < _SHORTEST_TOKEN or not is_header_text(token):
            raise QwakException(_NOT_A_TOKEN)
        self._token = token
        self._path = urlsplit(url).path.rstrip("/") + _FOOTER
        self._transport = Transport(parse_jfrog(url), ca_file)
        self._lock = threading.Lock()
        self._tenant: Optional[str] = None

    def credential(self, refused: Optional[Hidden] = None) -> Credential:
        """The token and the tenant. There is no second token to try when one is refused."""
        with self._lock:
            if self._tenant is None:
                self._tenant = self._ask_tenant()
            return Credential(self._token, tenant=self._tenant)

    def _ask_tenant(self) -> str:
        outcome = deliver(self._transport, Request("GET", self._path, Credential(self._token).headers()))
        if isinstance(outcome, NoAnswer):
            raise QwakException(f"Failed to authenticate with JFrog. {outcome.reason}", StatusCode.UNAVAILABLE)
        if outcome.status == 401:
            raise QwakException(
                "Failed to authenticate with JFrog. Please check your credentials", StatusCode.UNAUTHENTICATED
            )
        tenant = outcome.text("serverId") if outcome.succeeded else None
        if not tenant or not is_header_text(Hidden(tenant)):
            raise QwakException(
                "Failed to authenticate with JFrog. Please check your artifactory configuration", StatusCode.UNKNOWN
            )
        return tenant

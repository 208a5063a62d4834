"""Workload identity: from the OIDC token that a platform gives a job or a pod to an access token (RFC 8693)."""

from __future__ import annotations

import re
from typing import Mapping, Optional, Tuple
from urllib.parse import urlencode

from qwak._rest.answer import refusal
from qwak._rest.delivery import deliver
from qwak._rest.hidden import Hidden
from qwak._rest.transport import NoAnswer, Request, Transport
from qwak.exceptions import QwakException, StatusCode

_VARIABLE = "QWAK_OIDC_TOKEN"
_FILE_VARIABLE = "QWAK_OIDC_TOKEN_FILE"
_PATH = "/api/v1/token"
_FAILED = "Failed to login with the OIDC token, error is "
_JWT = re.compile(r"[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*")
# Twice what the service reads of one.
_LARGEST_FILE = 16 * 1024


class OidcToken:
    """The token: in a variable, or in a file that the platform may write anew."""

    def __init__(self, text: Optional[Hidden], path: str) -> None:
        self._text = text
        self._path = path

    @staticmethod
    def find(variables: Mapping[str, str]) -> Optional[OidcToken]:
        """The variable wins over the file; None when there is neither."""
        text = Hidden(variables.get(_VARIABLE, "").strip())
        path = variables.get(_FILE_VARIABLE, "").strip()
        return OidcToken(text if text.reveal() else None, path) if text.reveal() or path else None

    def read(self) -> Hidden:
        """The token as it is now. Raises QwakException when there is none."""
        token = self._text or self._read_file()
        if not _JWT.fullmatch(token.reveal()):
            source = _VARIABLE if self._text is not None else f"The file of {_FILE_VARIABLE}"
            raise QwakException(f"{source} holds no token.")
        return token

    def _read_file(self) -> Hidden:
        try:
            with open(self._path, "rb") as file:
                content = Hidden(file.read(_LARGEST_FILE + 1).decode("ascii", "replace").strip())
            return content if len(content.reveal()) <= _LARGEST_FILE else Hidden("")
        except OSError as error:
            problem = error.strerror
        raise QwakException(f"The file of {_FILE_VARIABLE} cannot be read: {problem}.")


class OidcExchange:
    """Asks for an access token of the OIDC token. It is sent once: a token can be exchanged once only, so that another
    attempt after a lost answer could but fail."""

    def __init__(self, transport: Transport, token: OidcToken) -> None:
        self._transport = transport
        self._token = token

    def __call__(self) -> Tuple[Hidden, float]:
        subject = self._token.read()
        request = Request(
            "POST",
            _PATH,
            {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"},
            urlencode({
                "grant_type": "urn:ietf:params:oauth:grant-type:token-exchange",
                "subject_token": subject.reveal(),
                "subject_token_type": "urn:ietf:params:oauth:token-type:jwt",
            }).encode("ascii"),
        )
        outcome = deliver(self._transport, request, repeat_sent=False)
        if isinstance(outcome, NoAnswer):
            raise QwakException(_FAILED + outcome.reason, StatusCode.UNAVAILABLE)
        if not outcome.succeeded:
            failure = refusal(outcome, [subject])
            if outcome.text("error") is not None:
                # RFC 6749, 5.2: a 400 for whatever is wrong with the token.
                failure.status_code = StatusCode.UNAUTHENTICATED
            raise failure.exception(_FAILED + failure.details)
        token = Hidden(outcome.text("access_token") or "")
        if not _JWT.fullmatch(token.reveal()):
            raise QwakException(_FAILED + "the service's answer holds no access token", StatusCode.UNKNOWN)
        return token, 0.0

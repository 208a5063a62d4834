"""Calls to the service as somebody, in an environment."""

from __future__ import annotations

import json
from typing import Any, Dict, Optional, Union
from urllib.parse import quote, urlencode

from qwak._rest.answer import Answer, Failure, refusal
from qwak._rest.api_key import ApiKeyExchange
from qwak._rest.credential import Credential, is_header_text
from qwak._rest.delivery import deliver
from qwak._rest.hidden import Hidden
from qwak._rest.jfrog import JFrogLogin
from qwak._rest.login import Exchange, TokenLogin
from qwak._rest.oidc import OidcExchange
from qwak._rest.settings import Settings
from qwak._rest.token_cache import TokenCache
from qwak._rest.transport import NoAnswer, Request, Transport
from qwak.exceptions import QwakException, StatusCode


class Session:
    """Sends requests with a credential, renewing it once when the service refuses a cached one."""

    def __init__(self, settings: Settings) -> None:
        self._environment = settings.environment
        self._transport = Transport(settings.address, settings.ca_file)
        self._headers: Dict[str, str] = {}
        if settings.environment is not None:
            if _segment(settings.environment) is None or not is_header_text(Hidden(settings.environment)):
                raise QwakException(f"[{settings.environment}] is not a name of an environment.")
            self._headers["x-qwak-environment"] = settings.environment
        self._login: Union[TokenLogin, JFrogLogin]
        if settings.jfrog_url is not None and settings.jfrog_token is not None:
            self._login = JFrogLogin(settings.jfrog_url, settings.jfrog_token, settings.ca_file)
        else:
            exchange: Exchange = (
                ApiKeyExchange(self._transport, settings.api_key or Hidden(""))
                if settings.oidc_token is None
                else OidcExchange(self._transport, settings.oidc_token)
            )
            self._login = TokenLogin(exchange, TokenCache(settings.folder, settings.cache_section))

    def call_secret(
        self, method: str, name: str, suffix: str, value: Optional[Hidden], expected_version: Optional[int] = None
    ) -> Union[Answer, Failure]:
        """One call about one secret."""
        segment = _segment(name)
        if segment is None:
            return Failure(StatusCode.INVALID_ARGUMENT, "This cannot be the name of a secret", "invalid_name")
        if value is not None and not _is_unicode(value):
            return Failure(StatusCode.INVALID_ARGUMENT, "The value is not valid Unicode text", "invalid_value")
        condition = None if expected_version is None else {"expectedVersion": int(expected_version)}
        return self._call(method, f"{self._secrets()}/{segment}{suffix}", value, condition)

    def list_secrets(self, query: Dict[str, str]) -> Union[Answer, Failure]:
        """One page of the list of secrets."""
        return self._call("GET", f"{self._secrets()}?{urlencode(query)}")

    def sample(self, document: Dict[str, Any]) -> Union[Answer, Failure]:
        """Rows of a data source, whose definition holds no value."""
        return self._call("POST", self._in_environment("data-sources/sample"), document=document)

    def _secrets(self) -> str:
        return self._in_environment("secrets")

    def _in_environment(self, resource: str) -> str:
        if self._environment is None:
            self._environment = self._ask_environment()
        return f"/api/v1/environments/{_segment(self._environment)}/{resource}"

    def _ask_environment(self) -> str:
        outcome = self._call("GET", "/api/v1/whoami")
        if isinstance(outcome, Failure):
            raise outcome.exception(f"Failed to get user context, error is {outcome.details}")
        name = outcome.text("environment")
        if name is None or _segment(name) is None:
            raise QwakException(
                "Failed to get user context, error is The environment is not known; set QWAK_ENVIRONMENT to its name",
                StatusCode.FAILED_PRECONDITION,
            )
        return name

    def _call(
        self, method: str, path: str, value: Optional[Hidden] = None, document: Optional[Dict[str, Any]] = None
    ) -> Union[Answer, Failure]:
        credential = self._login.credential()
        outcome = self._send(method, path, value, document, credential)
        if isinstance(outcome, Answer) and outcome.status == 401 and credential.cached:
            credential = self._login.credential(refused=credential.token)
            outcome = self._send(method, path, value, document, credential)
        if isinstance(outcome, NoAnswer):
            return Failure(StatusCode.UNAVAILABLE, outcome.reason)
        if outcome.succeeded:
            return outcome
        return refusal(outcome, [credential.token] if value is None else [credential.token, value])

    def _send(
        self, method: str, path: str, value: Optional[Hidden], document: Optional[Dict[str, Any]], credential: Credential
    ) -> Union[Answer, NoAnswer]:
        request = Request(method, path, {**self._headers, **credential.headers()})
        if value is not None or document is not None:
            request.headers["Content-Type"] = "application/json"
        if value is not None:
            request.body = json.dumps({"value": value.reveal(), **(document or {})}, ensure_ascii=False).encode("utf-8")
        elif document is not None:
            request.body = json.dumps(document).encode("utf-8")
        return deliver(self._transport, request)


def _segment(text: str) -> Optional[str]:
    """A name as one segment of a path; None when it would change the path instead."""
    if text in ("", ".", "..") or not _is_unicode(Hidden(text)):
        return None
    return quote(text, safe="")


def _is_unicode(hidden: Hidden) -> bool:
    """Whether there is no half of a surrogate pair. The encoder's own exception holds the text and stays inside."""
    try:
        hidden.reveal().encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True

"""Answers of the service, and what a refusal means."""

from __future__ import annotations

import json
import re
from typing import Any, Dict, Iterable, Optional

from qwak._rest.hidden import Hidden
from qwak.exceptions import QwakException, StatusCode

_BY_CODE = {
    "invalid_name": StatusCode.INVALID_ARGUMENT,
    "invalid_value": StatusCode.INVALID_ARGUMENT,
    "value_too_large": StatusCode.INVALID_ARGUMENT,
    "unknown_environment": StatusCode.INVALID_ARGUMENT,
    "unauthenticated": StatusCode.UNAUTHENTICATED,
    "permission_denied": StatusCode.PERMISSION_DENIED,
    "not_found": StatusCode.NOT_FOUND,
    "version_conflict": StatusCode.FAILED_PRECONDITION,
    "already_exists": StatusCode.ALREADY_EXISTS,
    "rate_limited": StatusCode.RESOURCE_EXHAUSTED,
    "unavailable": StatusCode.UNAVAILABLE,
}

# For answers without a code, which come from something else than the service. As in gRPC's own mapping, a 404 without
# one is UNIMPLEMENTED: a wrong address must not look like a secret that does not exist.
_BY_STATUS = {
    400: StatusCode.INVALID_ARGUMENT,
    401: StatusCode.UNAUTHENTICATED,
    403: StatusCode.PERMISSION_DENIED,
    404: StatusCode.UNIMPLEMENTED,
    409: StatusCode.FAILED_PRECONDITION,
    413: StatusCode.INVALID_ARGUMENT,
    429: StatusCode.RESOURCE_EXHAUSTED,
    503: StatusCode.UNAVAILABLE,
    504: StatusCode.UNAVAILABLE,
}

_CODE = re.compile(r"[a-z_]{1,40}")
_MOST_DETAILS = 500


class Answer:
    """What came back. Its body may hold a secret, so it does not print it."""

    __slots__ = ("status", "headers", "_body")

    def __init__(self, status: int, headers: Dict[str, str], body: bytes) -> None:
        self.status = status
        self.headers = headers
        self._body = body

    def __repr__(self) -> str:
        return f"Answer(status={self.status})"

    @property
    def succeeded(self) -> bool:
        return 200 <= self.status < 300

    def document(self) -> Any:
        """The JSON body, or None. The decoder's own exception holds the whole body and stays inside."""
        try:
            return json.loads(self._body.decode("utf-8"))
        except (ValueError, RecursionError):
            return None

    def text(self, key: str) -> Optional[str]:
        """A member of the JSON body that is a string, or None."""
        found = self.document()
        found = found.get(key) if isinstance(found, dict) else None
        return found if isinstance(found, str) else None


class Failure:
    """A call that did not succeed, with nothing of what was sent."""

    def __init__(
        self,
        status_code: StatusCode,
        details: str,
        code: Optional[str] = None,
        request_id: Optional[str] = None,
    ) -> None:
        self.status_code = status_code
        self.details = details
        self.code = code
        self.request_id = request_id

    def exception(self, message: str) -> QwakException:
        return QwakException(message, self.status_code, self.code, self.request_id)


def refusal(answer: Answer, sent: Iterable[Hidden]) -> Failure:
    """Reads a refusal. ``sent`` are the hidden texts of the request: details that repeat one are withheld."""
    request_id = _one_line(answer.headers.get("x-request-id", ""))[:100] or None
    code = answer.text("code")
    if code is None or not _CODE.fullmatch(code):
        return Failure(_BY_STATUS.get(answer.status, StatusCode.UNKNOWN), _foreign(answer.status), None, request_id)
    status_code = _BY_CODE.get(code, _BY_STATUS.get(answer.status, StatusCode.UNKNOWN))
    details = _one_line(answer.text("detail") or answer.text("title") or answer.text("error_description") or code)
    if any(len(text.reveal()) > 3 and _one_line(text.reveal()) in details for text in sent):
        details = "The details repeat what was sent and are withheld"
    return Failure(status_code, details[:_MOST_DETAILS], code, request_id)


def _foreign(status: int) -> str:
    # The body of such an answer is not repeated: it comes from an unknown machine.
    if 300 <= status < 400:
        return f"HTTP {status}: the address redirects, which is refused, as it would take the credential elsewhere"
    return f"HTTP {status}, without an error code of the service; is the address right?"


def _one_line(text: str) -> str:
    """No control characters: details end in logs."""
    return "".join(c if c.isprintable() else " " for c in text)

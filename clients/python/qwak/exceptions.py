"""What calls to the service fail with."""

from __future__ import annotations

from enum import Enum
from typing import Optional


class StatusCode(Enum):
    """Status of a call. Names, values and ``str()`` are those of gRPC, which the original package shows."""

    UNKNOWN = (2, "unknown")
    INVALID_ARGUMENT = (3, "invalid argument")
    DEADLINE_EXCEEDED = (4, "deadline exceeded")
    NOT_FOUND = (5, "not found")
    ALREADY_EXISTS = (6, "already exists")
    PERMISSION_DENIED = (7, "permission denied")
    RESOURCE_EXHAUSTED = (8, "resource exhausted")
    FAILED_PRECONDITION = (9, "failed precondition")
    UNIMPLEMENTED = (12, "unimplemented")
    UNAVAILABLE = (14, "unavailable")
    UNAUTHENTICATED = (16, "unauthenticated")


class QwakException(Exception):
    """A call to the service, or its configuration, failed. The message never holds a secret value or a credential.

    ``status_code`` is None when the service was not asked, ``code`` is the service's own stable code (``not_found``,
    ``invalid_name`` ...), and ``request_id`` finds the request in the audit trail.
    """

    def __init__(
        self,
        message: str,
        status_code: Optional[StatusCode] = None,
        code: Optional[str] = None,
        request_id: Optional[str] = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.status_code = status_code
        self.code = code
        self.request_id = request_id

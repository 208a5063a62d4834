"""What a request is signed with."""

from __future__ import annotations

from typing import Dict, NamedTuple, Optional

from qwak._rest.hidden import Hidden


class Credential(NamedTuple):
    """An access token and what belongs to it."""

    token: Hidden
    tenant: Optional[str] = None
    """The JFrog tenant, where the token is the platform's."""
    cached: bool = False
    """Whether it is from an earlier login, so that a refusal may only mean that it was revoked or expired."""

    def headers(self) -> Dict[str, str]:
        headers = {"Accept": "application/json", "Authorization": "Bearer " + self.token.reveal()}
        if self.tenant is not None:
            headers["x-jfrog-tenant-id"] = self.tenant
        return headers


def is_header_text(hidden: Hidden) -> bool:
    """Whether it is printable ASCII without spaces. http.client would otherwise repeat the text in its exception."""
    return all("!" <= c <= "~" for c in hidden.reveal())

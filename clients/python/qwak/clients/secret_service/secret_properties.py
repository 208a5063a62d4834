"""What a list of secrets tells."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Dict

_FRACTION = re.compile(r"\.(\d+)")


@dataclass(frozen=True)
class SecretProperties:
    """Everything about a secret except its value: there is no field that could hold one."""

    name: str
    environment: str
    version: int
    created_at: datetime
    updated_at: datetime
    created_by: str
    updated_by: str

    @staticmethod
    def from_json(item: Dict[str, Any]) -> SecretProperties:
        """Reads one item of the service's list. Raises KeyError, TypeError or ValueError when it is not one."""
        return SecretProperties(
            name=str(item["name"]),
            environment=str(item["environment"]),
            version=int(item["version"]),
            created_at=_instant(item["createdAt"]),
            updated_at=_instant(item["updatedAt"]),
            created_by=str(item["createdBy"]),
            updated_by=str(item["updatedBy"]),
        )


def _instant(text: str) -> datetime:
    # Before 3.11 fromisoformat takes neither a Z nor a fraction of other than 3 or 6 digits; .NET writes both.
    text = _FRACTION.sub(lambda match: "." + match.group(1)[:6].ljust(6, "0"), text)
    return datetime.fromisoformat(text[:-1] + "+00:00" if text.endswith("Z") else text)

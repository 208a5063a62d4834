"""Checks that several classes share."""

from __future__ import annotations

from typing import Optional

from qwak.exceptions import QwakException


def require(met: object, message: str) -> None:
    """Raises what the constructor of a source fails with."""
    if not met:
        raise QwakException(message)


def exactly_one(message: str, *texts: Optional[str]) -> None:
    """One of the texts is given, and no more."""
    require(sum(bool(text) for text in texts) == 1, message)

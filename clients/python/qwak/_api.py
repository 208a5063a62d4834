"""``@qwak.api()`` on ``predict``: the original package adds its own conversions there; this one passes calls through."""

from __future__ import annotations

from typing import Any, Callable, TypeVar

_Method = TypeVar("_Method", bound=Callable[..., Any])


def api(*_: Any, **__: Any) -> Callable[[_Method], _Method]:
    """Leaves the method as it is."""
    return lambda method: method

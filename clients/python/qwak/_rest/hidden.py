"""Text that cannot print itself."""

from __future__ import annotations


class Hidden:
    """A credential or a secret value on its way. ``reveal`` is the only exit; keep its result out of local variables."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        return self._text

    def __repr__(self) -> str:
        return "[redacted]"

    def __reduce__(self) -> str:
        raise TypeError("a hidden text is not written to disk or to another process")

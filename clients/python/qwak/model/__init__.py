"""Model base classes."""

from qwak.model.base import QwakModel

__all__ = ["QwakModel"]

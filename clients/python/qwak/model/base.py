"""The base class of models."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any


class QwakModel:
    """A machine-learning model. Implement ``build`` and ``predict``.

    Deliberately without ``ABCMeta``: existing models may leave ``predict`` out until they serve, and then learn it from
    the message below. The decorator tells readers and type checkers.
    """

    @abstractmethod
    def build(self) -> Any:
        """Trains or loads the model. Runs once, in the model build; the place to fetch build credentials."""
        raise ValueError("Please implement build method")

    @abstractmethod
    def predict(self, df: Any) -> Any:
        """Answers one prediction request."""
        raise ValueError("Please implement predict method")

    def initialize_model(self) -> Any:
        """Runs once for each serving process, before the first prediction; the place to fetch serving credentials."""
        return None

    def schema(self) -> Any:
        """The model's input and output schema, if it declares one."""
        return None

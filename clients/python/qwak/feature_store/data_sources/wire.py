"""The JSON form of the wire's messages: how an object becomes one and is read back."""

from __future__ import annotations

import copy
from dataclasses import fields
from enum import Enum
from typing import Any, ClassVar, Dict, Optional, Tuple, Type, TypeVar

_ZERO: Dict[Any, Any] = {"str": "", "int": 0, "bool": False, "Dict[str, str]": {}}
_Part = TypeVar("_Part", bound="WirePart")


class WirePart:
    """An object with a message of its own.

    ``MESSAGE`` is the path of the message that tells the class, and ``FIELDS`` maps an attribute to its path. A value that
    is the wire's default is left out, as in protobuf's own JSON.
    """

    MESSAGE: ClassVar[str]
    FIELDS: ClassVar[Dict[str, str]] = {}

    def to_spec(self) -> Dict[str, Any]:
        """The JSON form."""
        spec: Dict[str, Any] = {}
        _open(spec, self.MESSAGE)
        for attribute, path in self.FIELDS.items():
            value = getattr(self, attribute)
            if isinstance(value, WirePart):
                _open(spec, path).update(value.to_spec())
            elif value:
                parent, _, name = path.rpartition(".")
                _open(spec, parent)[name] = value.name if isinstance(value, Enum) else copy.copy(value)
        return spec

    @classmethod
    def matches(cls, spec: Dict[str, Any]) -> bool:
        """Whether the JSON form is one of this class."""
        return _find(spec, cls.MESSAGE) is not None

    @classmethod
    def read(cls: Type[_Part], spec: Dict[str, Any]) -> _Part:
        """Reads the JSON form, without the checks of the constructor: the service has made its own."""
        part = object.__new__(cls)
        for field in fields(cls):  # type: ignore[arg-type]
            value = _find(spec, cls.FIELDS[field.name]) if field.name in cls.FIELDS else None
            if value is None:
                value = copy.copy(_ZERO.get(field.type))
            setattr(part, field.name, cls.part(field.name, value))
        return part

    @classmethod
    def part(cls, attribute: str, value: Any) -> Any:
        """What an attribute becomes when its value was read: an object, where it has a message of its own."""
        return value


def one_of(classes: Tuple[Type[_Part], ...], spec: Optional[Dict[str, Any]]) -> Optional[_Part]:
    """The part of the class that matches."""
    if spec is None:
        return None
    return next((found.read(spec) for found in classes if found.matches(spec)), None)


def _open(spec: Dict[str, Any], path: str) -> Dict[str, Any]:
    for name in filter(None, path.split(".")):
        spec = spec.setdefault(name, {})
    return spec


def _find(spec: Any, path: str) -> Any:
    for name in path.split("."):
        spec = spec.get(name) if isinstance(spec, dict) else None
    return spec

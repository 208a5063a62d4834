"""The JSON form of the wire's messages: how an object becomes one and is read back."""

from __future__ import annotations

import copy
from dataclasses import fields
from enum import Enum
from typing import Any, ClassVar, Dict, Optional, Tuple, Type, TypeVar

from qwak.exceptions import QwakException

_ZERO: Dict[Any, Any] = {"str": "", "int": 0, "bool": False, "Dict[str, str]": {}}
_Part = TypeVar("_Part", bound="WirePart")


class WirePart:
    """An object with a message of its own.

    ``MESSAGE`` is the path of the message that tells the class, and ``FIELDS`` maps an attribute to its path. A value that
    is the wire's default is left out, as in protobuf's own JSON.
    """

    MESSAGE: ClassVar[str]
    FIELDS: ClassVar[Dict[str, str]] = {}
    _read_from: Dict[str, Any]

    def to_spec(self) -> Dict[str, Any]:
        """The JSON form. What it was read from and has no attribute here is handed on."""
        spec: Dict[str, Any] = copy.deepcopy(getattr(self, "_read_from", {}))
        _open(spec, self.MESSAGE)
        for attribute, path in self.FIELDS.items():
            parent, _, name = path.rpartition(".")
            value = _json(getattr(self, attribute))
            if value is None:
                _open(spec, parent).pop(name, None)
            else:
                _open(spec, parent)[name] = value
        return spec

    @classmethod
    def matches(cls, spec: Dict[str, Any]) -> bool:
        """Whether the JSON form is one of this class."""
        return _find(spec, cls.MESSAGE) is not None

    @classmethod
    def read(cls: Type[_Part], spec: Dict[str, Any]) -> _Part:
        """Reads the JSON form, without the checks of the constructor: the service has made its own."""
        part = object.__new__(cls)
        part._read_from = spec
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
    for found in classes:
        if found.matches(spec):
            return found.read(spec)
    raise QwakException(f"None of {', '.join(found.MESSAGE for found in classes)}: this version has no class for the rest.")


def _json(value: Any) -> Any:
    """None for what is left out. A part of its own is there even when it is empty."""
    if isinstance(value, WirePart):
        return value.to_spec()
    if isinstance(value, Enum):
        return value.name if value.value else None
    return copy.copy(value) if value else None


def _open(spec: Dict[str, Any], path: str) -> Dict[str, Any]:
    for name in filter(None, path.split(".")):
        spec = spec.setdefault(name, {})
    return spec


def _find(spec: Any, path: str) -> Any:
    for name in path.split("."):
        spec = spec.get(name) if isinstance(spec, dict) else None
    return spec

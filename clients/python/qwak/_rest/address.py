"""Addresses of the service: https, host and port, nothing else."""

from __future__ import annotations

import ipaddress
import re
from typing import NamedTuple, Optional
from urllib.parse import urlsplit

from qwak.exceptions import QwakException

_HOST_NAME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*\.?")


class Address(NamedTuple):
    """Where the service listens."""

    host: str
    port: int

    @property
    def origin(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"https://{host}" if self.port == 443 else f"https://{host}:{self.port}"


def parse_url(text: str, setting: str) -> Address:
    """Reads ``https://host:port``."""
    address = _split(text, allow_path=False)
    if address is None:
        raise QwakException(_refusal(text, setting, "https://host:port"))
    return address


def parse_edge(text: str) -> Address:
    """Reads ``host:port``, as the original's edge_services_url is written; a leading ``https://`` is allowed."""
    address = _split(text if "://" in text else "https://" + text, allow_path=False)
    if address is None:
        raise QwakException(_refusal(text, "edge_services_url", "host:port"))
    return address


def parse_jfrog(text: str) -> Address:
    """Reads the host and port of JF_URL, which may end in a path."""
    address = _split(text, allow_path=True)
    if address is None:
        raise QwakException(_refusal(text, "JF_URL", "https://host"))
    return address


def parse_control_plane(text: str) -> Address:
    """Reads CONTROL_PLANE_GRPC_ADDRESS: a bare host name, by the original's rules and in its words."""
    details = _control_plane_problem(text)
    if details is not None:
        raise QwakException(f"Not a valid gRPC address: '{text}'. Details: {details}")
    return Address(text.strip(), 443)


def _control_plane_problem(text: str) -> Optional[str]:
    text = text.strip()
    if not text:
        return "gRPC address must not be empty or whitespace."
    if "://" in text:
        return "URL scheme is not allowed in the gRPC address."
    if any(mark in text for mark in "/?#"):
        return "gRPC address must not contain paths, queries, or fragments."
    if ":" in text:
        return "Port specification is not allowed in the gRPC address."
    if not _HOST_NAME.fullmatch(text):
        return "gRPC address must be a simple hostname or fully qualified domain name."
    return None


def _split(text: str, allow_path: bool) -> Optional[Address]:
    try:
        parts = urlsplit(text.strip())
        port = parts.port
    except ValueError:
        return None
    if parts.scheme != "https" or not parts.hostname or "@" in parts.netloc or parts.query or parts.fragment:
        return None
    if not _is_host(parts.hostname):
        return None
    if parts.path not in ("", "/") and not allow_path:
        return None
    return Address(parts.hostname, 443 if port is None else port)


def _is_host(text: str) -> bool:
    if _HOST_NAME.fullmatch(text):
        return True
    try:
        return ipaddress.ip_address(text).version == 6
    except ValueError:
        return False


def _refusal(text: str, setting: str, form: str) -> str:
    # The text itself is not repeated: people put passwords into addresses.
    if text.strip().lower().startswith("http:"):
        return f"{setting} is an http address; only https is used, so that no secret travels in the clear."
    return f"{setting} is not an address of the form {form}."

"""Which proxy to tunnel through."""

from __future__ import annotations

import base64
import ipaddress
from typing import Dict, NamedTuple, Optional
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies, proxy_bypass


class Proxy(NamedTuple):
    """A proxy. It only sees the host's name and port: TLS goes through the tunnel to the service."""

    host: str
    port: int
    headers: Dict[str, str]

    def __repr__(self) -> str:
        return f"Proxy({self.host}:{self.port})"


def proxy_for(host: str) -> Optional[Proxy]:
    """The proxy of HTTPS_PROXY and the system's settings, unless NO_PROXY excepts the host or it is this machine."""
    url = getproxies().get("https")
    if not url or is_loopback(host) or proxy_bypass(host):
        return None
    try:
        parts = urlsplit(url if "://" in url else "http://" + url)
        port = parts.port or 8080
    except ValueError:
        raise OSError("the proxy's address is not valid") from None
    headers = {}
    if parts.username is not None:
        pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}".encode("utf-8")
        headers["Proxy-Authorization"] = "Basic " + base64.b64encode(pair).decode("ascii")
    return Proxy(parts.hostname or "", port, headers)


def is_loopback(host: str) -> bool:
    """Whether the name or address is of this machine."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False

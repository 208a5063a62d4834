"""One exchange over https: verified, direct or through a tunnel, bounded in time and size, never redirected."""

from __future__ import annotations

import http.client
import socket
import ssl
import time
from typing import Dict, Optional, Union

from qwak._rest.address import Address
from qwak._rest.answer import Answer
from qwak._rest.proxy import Proxy, proxy_for
from qwak.exceptions import QwakException

# A value of 1 MiB is up to 6 MiB of JSON, where every byte is escaped.
LARGEST_ANSWER = 16 * 1024 * 1024
_LONGEST_STEP = 30.0
_CHUNK = 64 * 1024


class Request:
    """What to send. Its headers and body may hold secrets, so it does not print them."""

    __slots__ = ("method", "path", "headers", "body")

    def __init__(self, method: str, path: str, headers: Dict[str, str], body: Optional[bytes] = None) -> None:
        self.method = method
        self.path = path
        self.headers = headers
        self.body = body

    def __repr__(self) -> str:
        return f"Request({self.method} {self.path})"


class NoAnswer:
    """The exchange broke off.

    ``passing`` tells whether a later one may succeed, ``sent`` whether the service may have seen the request.
    """

    def __init__(self, reason: str, passing: bool, sent: bool) -> None:
        self.reason = reason
        self.passing = passing
        self.sent = sent


class Transport:
    """Exchanges with one address. Each takes a connection of its own, so threads do not meet."""

    def __init__(self, address: Address, ca_file: Optional[str]) -> None:
        self._address = address
        self._context = _tls(ca_file)

    def send(self, request: Request, deadline: float) -> Union[Answer, NoAnswer]:
        """Sends once. Never raises what the library raises: its exceptions and frames hold headers and bodies."""
        connection: Optional[http.client.HTTPSConnection] = None
        sent = False
        try:
            connection = self._connection(deadline)
            connection.connect()
            sent = True
            return _exchange(connection, request, deadline)
        except ssl.SSLCertVerificationError as error:
            return NoAnswer(
                f"The certificate of {self._address.origin} is not trusted ({error.verify_message}); "
                "QWAK_CA_FILE names the file of its certificate authority",
                passing=False,
                sent=sent,
            )
        except socket.timeout:
            return NoAnswer(f"{self._address.origin} did not answer in time", True, sent)
        except OSError as error:
            return NoAnswer(f"{self._address.origin} cannot be reached: {error.strerror or error}", True, sent)
        except http.client.HTTPException as error:
            return NoAnswer(f"{self._address.origin} broke off its answer ({type(error).__name__})", True, sent)
        except ValueError:
            # The library refused something of the request; its message repeats it.
            return NoAnswer("The request cannot be sent", False, sent)
        finally:
            if connection is not None:
                connection.close()

    def _connection(self, deadline: float) -> http.client.HTTPSConnection:
        timeout = _remaining(deadline)
        proxy: Optional[Proxy] = proxy_for(self._address.host)
        target = proxy or self._address
        connection = http.client.HTTPSConnection(target.host, target.port, timeout=timeout, context=self._context)
        if proxy is not None:
            connection.set_tunnel(self._address.host, self._address.port, proxy.headers)
        # A debug level set for the whole process would print headers and bodies.
        connection.set_debuglevel(0)
        return connection


def _exchange(
    connection: http.client.HTTPSConnection, request: Request, deadline: float
) -> Union[Answer, NoAnswer]:
    connection.request(request.method, request.path, request.body, request.headers)
    response = connection.getresponse()
    body = bytearray()
    while len(body) <= LARGEST_ANSWER:
        _remaining(deadline)
        chunk = response.read1(_CHUNK)
        if not chunk:
            break
        body += chunk
    if len(body) > LARGEST_ANSWER:
        return NoAnswer("The answer is larger than this client accepts", passing=False, sent=True)
    expected = response.headers.get("Content-Length")
    if expected is not None and expected.isdigit() and int(expected) > len(body):
        raise http.client.HTTPException("shorter than announced")
    headers = {name.lower(): text for name, text in response.headers.items()}
    return Answer(response.status, headers, bytes(body))


def _remaining(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise socket.timeout("deadline")
    return min(left, _LONGEST_STEP)


def _tls(ca_file: Optional[str]) -> ssl.SSLContext:
    problem = None
    try:
        # With a file, exactly its roots are trusted.
        context = ssl.create_default_context(cafile=ca_file)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        return context
    except OSError as error:
        problem = error.strerror or "it holds no certificate"
    raise QwakException(f"The certificate authority file {ca_file} cannot be read: {problem}.")

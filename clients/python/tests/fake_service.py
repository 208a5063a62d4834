"""The service's REST contract in memory, over https, with every request written down."""

from __future__ import annotations

import base64
import json
import ssl
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Callable, Dict, List, NamedTuple, Optional, Set, Tuple
from urllib.parse import parse_qs, unquote, urlsplit

from tests.certificates import Certificates

API_KEY = "test-user@" + "k" * 60
PLATFORM_TOKEN = "p" * 80
FOOTER = "/ui/api/v1/system/auth/screen/footer"


class Seen(NamedTuple):
    method: str
    path: str
    headers: Dict[str, str]
    body: bytes


class Reply(NamedTuple):
    status: int
    body: bytes = b""
    headers: Tuple[Tuple[str, str], ...] = ()


def problem(status: int, code: str, detail: str, *headers: Tuple[str, str]) -> Reply:
    document = {"title": "Refused", "status": status, "detail": detail, "code": code, "requestId": "r-1"}
    return Reply(status, json.dumps(document).encode(), (("Content-Type", "application/problem+json"), *headers))


def found(document: Any, status: int = 200) -> Reply:
    return Reply(status, json.dumps(document).encode(), (("Content-Type", "application/json"),))


def make_token(lifetime: float, mark: str = "") -> str:
    def part(document: Any) -> str:
        return base64.urlsafe_b64encode(json.dumps(document).encode()).decode().rstrip("=")

    return f"{part({'alg': 'RS256'})}.{part({'exp': int(time.time() + lifetime), 'mark': mark})}.signature"


class FakeService:
    """``next_replies`` are given instead of real answers, one per request; None closes the connection without one."""

    def __init__(self, certificates: Certificates) -> None:
        self.reset()
        service = self

        class Handler(_Handler):
            fake = service

        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificates.chain, certificates.key)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    def reset(self) -> None:
        self.secrets: Dict[str, Dict[str, Tuple[int, str]]] = {"default": {}, "production": {}}
        self.seen: List[Seen] = []
        self.next_replies: List[Optional[Reply]] = []
        self.login_replies: List[Optional[Reply]] = []
        self.tokens = {PLATFORM_TOKEN}
        self.oidc_tokens: Set[str] = set()
        self.exchange_replies: List[Optional[Reply]] = []
        self.lifetime = 3600.0
        self.logins = 0
        self.environment: Optional[str] = "default"
        self.page = 100

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def answer(self, request: Seen) -> Optional[Reply]:
        self.seen.append(request)
        path = urlsplit(request.path).path
        if path == "/api/v1/authentication/qwak-api-key":
            return self.login_replies.pop(0) if self.login_replies else self._log_in(json.loads(request.body))
        if path == "/api/v1/token":
            return self.exchange_replies.pop(0) if self.exchange_replies else self._exchange(parse_qs(request.body.decode()))
        if self.next_replies:
            return self.next_replies.pop(0)
        if request.headers.get("authorization", "").replace("Bearer ", "") not in self.tokens:
            return problem(401, "unauthenticated", "The token is not valid")
        if path == FOOTER:
            return found({"serverId": "tenant-1"})
        if path == "/api/v1/whoami":
            return found({"id": "1", "name": "test-user", "kind": "user", "environment": self.environment, "roles": []})
        parts = [unquote(part) for part in path.split("/")]
        if parts[:4] != ["", "api", "v1", "environments"] or parts[5:6] != ["secrets"]:
            return Reply(404)
        if parts[4] not in self.secrets:
            return problem(404, "unknown_environment", "There is no such environment")
        return self._secret(request, parts[4], parts[6:])

    def _log_in(self, body: Dict[str, str]) -> Reply:
        self.logins += 1
        if body.get("qwakApiKey") != API_KEY:
            return problem(401, "unauthenticated", "The API key is not valid")
        token = make_token(self.lifetime, str(self.logins))
        self.tokens.add(token)
        return found({"accessToken": token, "expiredAt": int(time.time() + self.lifetime)})

    def _exchange(self, form: Dict[str, List[str]]) -> Reply:
        """Each token is exchanged once."""
        expected = {"grant_type": ["urn:ietf:params:oauth:grant-type:token-exchange"],
                    "subject_token_type": ["urn:ietf:params:oauth:token-type:jwt"]}
        subject = form.pop("subject_token", [""])[0]
        if form != expected or subject not in self.oidc_tokens:
            error = {"error": "invalid_request", "error_description": "The token was not accepted.", "code": "unauthenticated"}
            return found(error, 400)
        self.oidc_tokens.remove(subject)
        token = make_token(self.lifetime, f"of {subject}")
        self.tokens.add(token)
        return found({"access_token": token, "issued_token_type": "urn:ietf:params:oauth:token-type:access_token",
                      "token_type": "Bearer", "expires_in": int(self.lifetime)})

    def _secret(self, request: Seen, environment: str, rest: List[str]) -> Reply:
        secrets = self.secrets[environment]
        if not rest:
            return self._list(environment, parse_qs(urlsplit(request.path).query))
        name = rest[0]
        if request.method == "PUT":
            secrets[name] = (secrets.get(name, (0, ""))[0] + 1, json.loads(request.body)["value"])
            return found({**self._properties(environment, name), "unchanged": False})
        if name not in secrets:
            return problem(404, "not_found", "Secret not found")
        if request.method == "DELETE":
            del secrets[name]
            return Reply(204)
        return found({"name": name, "version": secrets[name][0], "value": secrets[name][1]})

    def _list(self, environment: str, query: Dict[str, List[str]]) -> Reply:
        names = sorted(name for name in self.secrets[environment] if name > query.get("after", [""])[0])
        page = {"items": [self._properties(environment, name) for name in names[: self.page]]}
        return found({**page, "next": names[self.page - 1]} if len(names) > self.page else page)

    def _properties(self, environment: str, name: str) -> Dict[str, Any]:
        return {
            "name": name, "environment": environment, "version": self.secrets[environment][name][0],
            "createdAt": "2026-01-02T03:04:05.1234567+00:00", "updatedAt": "2026-01-02T03:04:06Z",
            "createdBy": "test-user", "updatedBy": "test-user",
        }


class _Handler(BaseHTTPRequestHandler):
    fake: FakeService
    protocol_version = "HTTP/1.1"
    log_message: Callable[..., None] = lambda *_: None

    def _any(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): text for name, text in self.headers.items()}
        reply = self.fake.answer(Seen(self.command, self.path, headers, body))
        self.close_connection = True
        if reply is None:
            return
        self.send_response(reply.status)
        for name, text in reply.headers:
            self.send_header(name, text)
        if not any(name == "Content-Length" for name, _ in reply.headers):
            self.send_header("Content-Length", str(len(reply.body)))
        self.send_header("x-request-id", "r-1")
        self.end_headers()
        self.wfile.write(reply.body)

    do_GET = do_PUT = do_POST = do_DELETE = _any

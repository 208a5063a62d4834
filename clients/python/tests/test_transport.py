"""TLS, redirects, proxies and bounds."""

from __future__ import annotations

import socket
import tempfile
import threading
from unittest import mock

from qwak._rest.proxy import proxy_for
from qwak.clients.secret_service import SecretServiceClient

from tests.case import ServiceCase
from tests.certificates import Certificates
from tests.fake_service import Reply, found


class TransportTest(ServiceCase):
    def setUp(self) -> None:
        super().setUp()
        self.environ(QWAK_ENVIRONMENT="default")
        self.put("aws-api-key", "hunter-two")

    def test_a_redirect_is_refused_and_the_token_stays(self) -> None:
        for status in (301, 302, 303, 307, 308):
            self.service.seen.clear()
            self.service.next_replies = [Reply(status, b"", (("Location", self.url + "/elsewhere"),))]
            error = self.get_fails()
            self.assertIn(f"HTTP {status}: the address redirects, which is refused", error.message)
            self.assertEqual([], [seen.path for seen in self.service.seen if "elsewhere" in seen.path])
            self.assertEqual([], self.waits)

    def test_a_redirected_login_is_refused(self) -> None:
        self.service.login_replies = [Reply(307, b"", (("Location", self.url + "/elsewhere"),))]
        self.assertIn("Failed to login, error is HTTP 307: the address redirects", self.get_fails().message)

    def test_an_unknown_authority_is_refused_at_once(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            self.environ(QWAK_CA_FILE=Certificates(folder).ca)
            error = self.get_fails()
        self.assertIn("is not trusted", error.message)
        self.assertIn("QWAK_CA_FILE", error.message)
        self.assertEqual(([], []), (self.service.seen, self.waits))

    def test_without_a_file_the_systems_authorities_decide(self) -> None:
        self.environ(QWAK_CA_FILE=None)
        self.assertIn("is not trusted", self.get_fails().message)

    def test_a_certificate_of_another_name_is_refused(self) -> None:
        error = self.fails(SecretServiceClient(f"127.0.0.2:{self.service.port}").get_secret, "aws-api-key")
        self.assertIn("Failed to login", error.message)
        self.assertEqual([], self.service.seen)

    def test_an_answer_beyond_the_bound_is_refused(self) -> None:
        with mock.patch("qwak._rest.transport.LARGEST_ANSWER", 1000):
            self.service.next_replies = [found({"value": "x" * 1001})]
            self.assertIn("larger than this client accepts", self.get_fails().message)
        self.assertEqual([], self.waits)

    def test_a_silent_server_is_given_up(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as silent:
            with mock.patch("qwak._rest.transport._LONGEST_STEP", 0.05):
                error = self.fails(SecretServiceClient(f"127.0.0.1:{silent.getsockname()[1]}").get_secret, "abc")
        self.assertIn("did not answer in time", error.message)
        self.assertEqual(3, len(self.waits))

    def test_nothing_listens(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as closed:
            port = closed.getsockname()[1]
        error = self.fails(SecretServiceClient(f"127.0.0.1:{port}").get_secret, "abc")
        self.assertEqual(("UNAVAILABLE", 3), (error.status_code.name, len(self.waits)))

    def test_a_host_that_the_library_refuses(self) -> None:
        error = self.fails(SecretServiceClient("a" * 64).get_secret, "abc")
        self.assertEqual("Failed to login, error is The request cannot be sent", error.message)
        self.assertEqual([], self.waits)

    def test_an_overlong_header_ends_as_unavailable(self) -> None:
        self.service.next_replies = [Reply(200, b"{}", (("X-Long", "x" * 70_000),))] * 4
        self.assertIn("broke off its answer (LineTooLong)", self.get_fails().message)


class ProxyTest(ServiceCase):
    def test_this_machine_is_reached_directly(self) -> None:
        self.environ(HTTPS_PROXY="http://127.0.0.1:1", https_proxy="http://127.0.0.1:1")
        for host in ("localhost", "a.localhost", "127.0.0.1", "127.9.9.9", "::1"):
            self.assertIsNone(proxy_for(host), host)
        self.put("aws-api-key", "hunter-two")
        self.assertEqual("hunter-two", SecretServiceClient().get_secret("aws-api-key"))

    def test_others_through_the_proxy_unless_excepted(self) -> None:
        self.environ(https_proxy="http://us%20er:p%40ss@proxy.example:3128")
        proxy = proxy_for("service.example")
        self.assertEqual(("proxy.example", 3128), (proxy.host, proxy.port))
        self.assertEqual({"Proxy-Authorization": "Basic dXMgZXI6cEBzcw=="}, proxy.headers)
        self.assertNotIn("dXMg", repr(proxy))
        self.environ(no_proxy="service.example")
        self.assertIsNone(proxy_for("service.example"))

    def test_a_proxy_sees_only_the_name(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as proxy:
            lines = []

            def refuse() -> None:
                for _ in range(4):
                    connection, _ = proxy.accept()
                    with connection:
                        lines.append(connection.recv(65536))
                        connection.sendall(b"HTTP/1.1 407 No\r\n\r\n")

            thread = threading.Thread(target=refuse)
            thread.start()
            self.environ(https_proxy=f"127.0.0.1:{proxy.getsockname()[1]}", QWAK_URL="https://service.invalid")
            error = self.get_fails()
            thread.join()
        self.assertIn("Tunnel connection failed: 407", error.message)
        self.assertTrue(all(line.startswith(b"CONNECT service.invalid:443") for line in lines), lines)
        self.assertNotIn(b"@", b"".join(lines))

    def test_a_proxy_address_that_is_none(self) -> None:
        self.environ(https_proxy="http://user:hunter-two@proxy:port", QWAK_URL="https://service.invalid")
        error = self.get_fails()
        self.assertIn("the proxy's address is not valid", error.message)
        self.assertNotIn("hunter-two", error.message)

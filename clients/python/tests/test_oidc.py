"""Login with the OIDC token of a job or a pod."""

from __future__ import annotations

import os
import socket

from qwak._rest.settings import Settings
from qwak.clients.secret_service import SecretServiceClient

from tests.case import ServiceCase
from tests.fake_service import API_KEY, PLATFORM_TOKEN, Reply, found, make_token, problem


class OidcTest(ServiceCase):
    def setUp(self) -> None:
        super().setUp()
        self.token = make_token(300, "of the job")
        self.service.oidc_tokens = {self.token}
        self.environ(QWAK_ENVIRONMENT="default", QWAK_API_KEY=None, QWAK_OIDC_TOKEN=self.token)
        self.put("aws-api-key", "hunter-two")

    def read(self) -> str:
        return SecretServiceClient().get_secret("aws-api-key")

    def exchanges(self) -> int:
        return sum(seen.path == "/api/v1/token" for seen in self.service.seen)

    def write_token(self, text: str) -> str:
        path = os.path.join(self.home, "token")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def test_it_is_exchanged_and_later_clients_go_on_with_the_access_token(self) -> None:
        for _ in range(3):
            self.assertEqual("hunter-two", self.read())
        self.assertEqual((1, 0), (self.exchanges(), self.service.logins))
        with open(self.auth_file(), encoding="utf-8") as file:
            self.assertNotIn(self.token, file.read())

    def test_from_a_file_that_the_platform_writes_anew(self) -> None:
        path = self.write_token(self.token + "\n")
        self.environ(QWAK_OIDC_TOKEN=None, QWAK_OIDC_TOKEN_FILE=path)
        self.service.lifetime = 30
        client = SecretServiceClient()
        self.assertEqual("hunter-two", client.get_secret("aws-api-key"))
        renewed = make_token(300, "renewed")
        self.service.oidc_tokens = {renewed}
        self.write_token(renewed)
        self.assertEqual("hunter-two", client.get_secret("aws-api-key"))
        self.assertEqual(2, self.exchanges())

    def test_the_variable_wins_over_the_file(self) -> None:
        self.environ(QWAK_OIDC_TOKEN_FILE=os.path.join(self.home, "missing"))
        self.assertEqual("hunter-two", self.read())

    def test_it_wins_over_the_profiles_key_and_no_other(self) -> None:
        self.write_config(f"[default]\napi_key = {API_KEY}\n")
        self.assertEqual("hunter-two", self.read())
        self.assertEqual((1, 0), (self.exchanges(), self.service.logins))
        self.environ(QWAK_OIDC_TOKEN="nonsense", QWAK_API_KEY=API_KEY)
        self.assertEqual("hunter-two", self.read())
        self.environ(QWAK_API_KEY=None, JF_URL=self.url, JF_ACCESS_TOKEN=PLATFORM_TOKEN)
        self.assertEqual("hunter-two", self.read())
        self.assertEqual((1, 1), (self.exchanges(), self.service.logins))

    def test_what_holds_no_token_is_named_and_not_repeated(self) -> None:
        for text in ("hunter-two", "a.b", "a.b.c.d", "a.b.c d", "a.b.\u00e9", "a.b." + "c" * 16384):
            self.environ(QWAK_OIDC_TOKEN=text if len(text) < 1000 else "a.b", QWAK_OIDC_TOKEN_FILE=None)
            self.assertEqual("QWAK_OIDC_TOKEN holds no token.", self.fails(SecretServiceClient).message)
            self.environ(QWAK_OIDC_TOKEN=None, QWAK_OIDC_TOKEN_FILE=self.write_token(text))
            self.assertEqual("The file of QWAK_OIDC_TOKEN_FILE holds no token.", self.fails(SecretServiceClient).message)
        self.environ(QWAK_OIDC_TOKEN_FILE=os.path.join(self.home, "missing"))
        error = self.fails(SecretServiceClient)
        self.assertEqual("The file of QWAK_OIDC_TOKEN_FILE cannot be read: No such file or directory.", error.message)
        self.assertIsNone(error.__context__)
        self.assertEqual([], self.service.seen)

    def test_one_that_is_refused(self) -> None:
        self.service.oidc_tokens.clear()
        error = self.get_fails()
        self.assertEqual("Failed to login with the OIDC token, error is The token was not accepted.", error.message)
        self.assertEqual(("UNAUTHENTICATED", "unauthenticated"), (error.status_code.name, error.code))
        self.assertEqual((1, []), (self.exchanges(), self.waits))

    def test_a_revoked_access_token_leads_to_one_exchange_more(self) -> None:
        client = SecretServiceClient()
        client.get_secret("aws-api-key")
        self.service.tokens.clear()
        self.assertIn("The token was not accepted.", self.fails(client.get_secret, "aws-api-key").message)
        self.service.oidc_tokens = {self.token}
        self.assertEqual("hunter-two", client.get_secret("aws-api-key"))
        self.assertEqual(3, self.exchanges())

    def test_it_is_sent_once_whatever_becomes_of_the_answer(self) -> None:
        for reply in (None, Reply(200, b"{", (("Content-Length", "9"),)), Reply(503), problem(503, "unavailable", "Busy")):
            self.service.seen.clear()
            self.service.exchange_replies = [reply]
            error = self.get_fails()
            self.assertTrue(error.message.startswith("Failed to login with the OIDC token, error is "), error.message)
            self.assertEqual(("UNAVAILABLE", 1, []), (error.status_code.name, self.exchanges(), self.waits), reply)

    def test_while_there_is_no_connection_it_is_tried_again(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as closed:
            self.environ(QWAK_URL=f"https://127.0.0.1:{closed.getsockname()[1]}")
        error = self.get_fails()
        self.assertIn("Failed to login with the OIDC token, error is ", error.message)
        self.assertEqual(("UNAVAILABLE", 3), (error.status_code.name, len(self.waits)))

    def test_an_answer_without_a_token_is_refused(self) -> None:
        for reply in (Reply(200), found({}), found({"access_token": 1}), found({"access_token": "a\r\nb: c"})):
            self.service.exchange_replies = [reply]
            self.assertEqual("Failed to login with the OIDC token, error is the service's answer holds no access token",
                             self.get_fails().message)

    def test_no_failure_and_no_object_repeats_it(self) -> None:
        self.service.exchange_replies = [
            found({"error": "invalid_request", "error_description": f"Not {self.token}", "code": "unauthenticated"}, 400)]
        self.assertIn("The details repeat what was sent and are withheld", self.get_fails().message)
        settings, client = Settings.resolve(None, None, "default"), SecretServiceClient()
        objects = [settings, settings.oidc_token, client._session, client._session._login._exchange]
        self.assertNotIn(self.token, "\n".join(f"{thing!r} {getattr(thing, '__dict__', '')}" for thing in objects))

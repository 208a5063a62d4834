"""The JFrog login."""

from __future__ import annotations

from qwak.clients.secret_service import SecretServiceClient

from tests.case import ServiceCase
from tests.fake_service import FOOTER, PLATFORM_TOKEN, Reply, found


class JFrogTest(ServiceCase):
    def setUp(self) -> None:
        super().setUp()
        self.environ(QWAK_URL=None, JF_URL=self.url + "/artifactory/", JF_ACCESS_TOKEN=PLATFORM_TOKEN)
        self.put("aws-api-key", "hunter-two")

    def test_the_platforms_token_is_the_bearer_and_its_address_the_services(self) -> None:
        client = SecretServiceClient()
        self.assertEqual("hunter-two", client.get_secret("aws-api-key"))
        client.get_secret("aws-api-key")
        self.assertEqual(1, sum(seen.path == FOOTER for seen in self.service.seen))
        self.assertEqual(0, self.service.logins)
        last = self.service.seen[-1].headers
        self.assertEqual(("Bearer " + PLATFORM_TOKEN, "tenant-1"), (last["authorization"], last["x-jfrog-tenant-id"]))

    def test_qwak_login_can_be_forced(self) -> None:
        self.environ(FORCE_QWAK_AUTH="True")
        self.assertEqual("hunter-two", SecretServiceClient().get_secret("aws-api-key"))
        self.assertEqual(1, self.service.logins)

    def test_without_both_variables_the_api_key_serves(self) -> None:
        self.environ(JF_ACCESS_TOKEN=None)
        self.assertEqual("hunter-two", SecretServiceClient().get_secret("aws-api-key"))
        self.environ(JF_URL=None, JF_ACCESS_TOKEN=PLATFORM_TOKEN, QWAK_URL=self.url)
        self.assertEqual("hunter-two", SecretServiceClient().get_secret("aws-api-key"))
        self.assertEqual(1, self.service.logins)

    def test_a_short_or_odd_token_is_refused_and_not_repeated(self) -> None:
        for token in ("p" * 64, "p" * 70 + " p", "p" * 70 + "\u00e9"):
            self.environ(JF_ACCESS_TOKEN=token)
            self.assertEqual(
                "Authentication with JFrog failed: Only JWT Access Tokens are supported. "
                "Please ensure you are using a valid JWT Access Token.", self.fails(SecretServiceClient).message)

    def test_a_refused_token(self) -> None:
        self.service.tokens.clear()
        error = self.get_fails()
        self.assertEqual("Failed to authenticate with JFrog. Please check your credentials", error.message)
        self.assertEqual("UNAUTHENTICATED", error.status_code.name)

    def test_a_platform_that_names_no_tenant(self) -> None:
        for reply in (Reply(404), Reply(200), found({}), found({"serverId": "a\r\nb"})):
            self.service.next_replies = [reply]
            self.assertEqual("Failed to authenticate with JFrog. Please check your artifactory configuration",
                             self.get_fails().message)

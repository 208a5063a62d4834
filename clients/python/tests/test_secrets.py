"""Setting, reading, deleting and listing."""

from __future__ import annotations

import json
from datetime import datetime, timezone

from qwak.clients.secret_service import SecretServiceClient

from tests.case import ServiceCase
from tests.fake_service import found

VALUES = {
    "plain": "secret",
    "empty": "",
    "newlines": "-----BEGIN-----\nline\r\nend\n",
    "quotes": "it's \"quoted\" \\ back",
    "equals": "a=b==",
    "dollar": "$HOME ${x} $(y) %(z)s",
    "non-ascii": "pässwörd \u2603 \U0001f511 \u202e",
    "spaces": "  both ends \t ",
    "nul": "a\0b\x7f\u2028",
    "json": '{"value": null}',
    "one-mebibyte": "x" * (1024 * 1024),
    "one-mebibyte-escaped": "\x01" * (1024 * 1024),
}


class SecretsTest(ServiceCase):
    def test_values_survive_unchanged_in_both_directions(self) -> None:
        client = SecretServiceClient()
        for name, value in VALUES.items():
            with self.subTest(name):
                client.set_secret(name, value)
                self.assertEqual(value, self.service.secrets["default"][name][1])
                got = client.get_secret(name)
                self.assertIs(str, type(got))
                self.assertTrue(value == got, "the value came back changed")

    def test_a_value_never_travels_in_the_address(self) -> None:
        SecretServiceClient().set_secret("aws-api-key", "hunter-two")
        self.assertNotIn("hunter-two", " ".join(seen.path for seen in self.service.seen))

    def test_set_and_delete_return_nothing(self) -> None:
        client = SecretServiceClient()
        self.assertIsNone(client.set_secret("aws-api-key", "1"))
        self.assertIsNone(client.delete_secret("aws-api-key"))
        self.assertEqual({}, self.service.secrets["default"])

    def test_an_older_version_is_asked_for_in_the_address(self) -> None:
        self.put("aws-api-key", "old")
        self.assertEqual("old", SecretServiceClient().get_secret("aws-api-key", version=2))
        self.assertTrue(self.service.seen[-1].path.endswith("/aws-api-key/value?version=2"))

    def test_an_expected_version_travels_beside_the_value(self) -> None:
        client = SecretServiceClient()
        client.set_secret("aws-api-key", "1", expected_version=0)
        self.assertEqual({"value": "1", "expectedVersion": 0}, json.loads(self.service.seen[-1].body))
        client.set_secret("aws-api-key", "2")
        self.assertEqual({"value": "2"}, json.loads(self.service.seen[-1].body))

    def test_a_name_stays_one_segment_of_the_path(self) -> None:
        self.put("a/../b?c#d e%", "odd")
        self.assertEqual("odd", SecretServiceClient().get_secret("a/../b?c#d e%"))

    def test_a_name_that_would_change_the_path_is_not_sent(self) -> None:
        client = SecretServiceClient()
        for name in ("", ".", "..", "\ud800"):
            error = self.fails(client.delete_secret, name)
            self.assertEqual("StatusCode.INVALID_ARGUMENT", str(error.status_code))
        self.assertEqual([], self.service.seen)

    def test_wrong_types_are_told_without_the_value(self) -> None:
        with self.assertRaises(TypeError) as caught:
            SecretServiceClient().set_secret("aws-api-key", b"hunter-two")  # type: ignore[arg-type]
        self.assertEqual("the value must be str, not bytes", str(caught.exception))
        with self.assertRaises(TypeError):
            SecretServiceClient().get_secret(None)  # type: ignore[arg-type]

    def test_a_list_goes_through_all_pages(self) -> None:
        self.service.page = 2
        for name in ("c-c", "a-a", "e-e", "b-b", "d-d"):
            self.put(name, "hunter-two")
        found = SecretServiceClient().list_secrets()
        self.assertEqual(["a-a", "b-b", "c-c", "d-d", "e-e"], [secret.name for secret in found])
        self.assertEqual(datetime(2026, 1, 2, 3, 4, 5, 123456, timezone.utc), found[0].created_at)
        self.assertEqual(datetime(2026, 1, 2, 3, 4, 6, tzinfo=timezone.utc), found[0].updated_at)
        self.assertNotIn("hunter-two", repr(found))

    def test_an_empty_list(self) -> None:
        self.assertEqual([], SecretServiceClient().list_secrets())

    def test_a_list_that_is_none_is_refused(self) -> None:
        self.environ(QWAK_ENVIRONMENT="default")
        for document in ([], {}, {"items": [1]}, {"items": [{"name": "a"}]}, {"items": None}):
            self.service.next_replies = [found(document)]
            error = self.fails(SecretServiceClient().list_secrets)
            self.assertEqual(
                "Failed to list secrets, error code is [StatusCode.UNKNOWN], "
                "error message is [The answer is not a list of secrets that ends]", error.message)

    def test_the_body_of_a_set_is_plain_json(self) -> None:
        SecretServiceClient().set_secret("aws-api-key", "é")
        put = self.service.seen[-1]
        self.assertEqual({"value": "é"}, json.loads(put.body))
        self.assertEqual("application/json", put.headers["content-type"])


class EnvironmentTest(ServiceCase):
    def environments(self) -> list:
        return [seen.path.split("/")[4] for seen in self.service.seen if "/secrets" in seen.path]

    def test_the_service_is_asked_once_when_none_is_configured(self) -> None:
        client = SecretServiceClient()
        self.put("aws-api-key", "1")
        client.get_secret("aws-api-key")
        client.get_secret("aws-api-key")
        self.assertEqual(1, sum(seen.path == "/api/v1/whoami" for seen in self.service.seen))
        self.assertEqual(["default", "default"], self.environments())

    def test_argument_before_variable_before_profile(self) -> None:
        for name in ("from-profile", "from-variable", "from-argument"):
            self.service.secrets[name] = {}
        self.write_config("[default]\nenvironment = from-profile\n")
        SecretServiceClient().set_secret("aws-api-key", "1")
        self.environ(QWAK_ENVIRONMENT="from-variable")
        SecretServiceClient().set_secret("aws-api-key", "1")
        SecretServiceClient(environment_id="from-argument").set_secret("aws-api-key", "1")
        self.assertEqual(["from-profile", "from-variable", "from-argument"], self.environments())
        self.assertEqual("from-argument", self.service.seen[-1].headers["x-qwak-environment"])

    def test_an_undecided_environment_is_told(self) -> None:
        self.service.environment = None
        self.assertEqual(
            "Failed to get user context, error is The environment is not known; set QWAK_ENVIRONMENT to its name",
            self.get_fails().message)

    def test_an_unknown_environment_is_not_a_missing_secret(self) -> None:
        self.environ(QWAK_ENVIRONMENT="nowhere")
        self.assertEqual(
            "Failed to get secret, name: [aws-api-key], error code is [StatusCode.INVALID_ARGUMENT], "
            "error message is [There is no such environment]", self.get_fails().message)

    def test_a_name_that_would_change_the_path_is_refused(self) -> None:
        for name in ("..", "a b", "a\nb", "é"):
            self.fails(SecretServiceClient, environment_id=name)

"""Where to connect, and which settings are refused."""

from __future__ import annotations

import os

from qwak._rest.settings import Settings
from qwak.clients.secret_service import SecretServiceClient

from tests.case import ServiceCase
from tests.fake_service import API_KEY


class SettingsTest(ServiceCase):
    def origin(self, edge: object = None, profile: str = "default") -> str:
        return Settings.resolve(edge, None, profile).address.origin  # type: ignore[arg-type]

    def test_the_first_address_wins(self) -> None:
        self.environ(QWAK_URL=None, JF_URL="https://platform.example/artifactory")
        self.assertEqual("https://platform.example", self.origin())
        self.environ(CONTROL_PLANE_GRPC_ADDRESS="control.example")
        self.assertEqual("https://control.example", self.origin())
        self.write_config("[default]\nurl = https://profile.example:8443/\n")
        self.assertEqual("https://profile.example:8443", self.origin())
        self.environ(QWAK_URL="https://variable.example:443")
        self.assertEqual("https://variable.example", self.origin())
        self.assertEqual("https://edge.example:9443", self.origin("edge.example:9443"))

    def test_forms_of_an_address(self) -> None:
        for text, origin in (("edge.example", "https://edge.example"), ("https://edge.example:1", "https://edge.example:1"),
                             ("[::1]:8443", "https://[::1]:8443"), ("127.0.0.1:8443", "https://127.0.0.1:8443")):
            self.assertEqual(origin, self.origin(text))

    def test_the_edge_address_is_dialled(self) -> None:
        self.environ(QWAK_URL="https://127.0.0.1:1")
        self.put("aws-api-key", "hunter-two")
        client = SecretServiceClient(edge_services_url=f"localhost:{self.service.port}")
        self.assertEqual("hunter-two", client.get_secret("aws-api-key"))

    def test_http_is_refused_everywhere(self) -> None:
        refused = "only https is used, so that no secret travels in the clear."
        self.assertIn(refused, self.fails(SecretServiceClient, "http://localhost:80").message)
        self.environ(QWAK_URL="http://localhost:80")
        self.assertIn(refused, self.fails(SecretServiceClient).message)
        self.environ(QWAK_URL="HTTP://localhost:80")
        self.assertIn(refused, self.fails(SecretServiceClient).message)
        self.environ(QWAK_URL=None, JF_URL="http://localhost", JF_ACCESS_TOKEN="p" * 80)
        self.assertIn(refused, self.fails(SecretServiceClient).message)

    def test_other_addresses_are_refused_without_repeating_them(self) -> None:
        for text in ("localhost:1", "https://user:hunter-two@host", "https://host/path", "https://host?q", "https://",
                     "https://host:port", "https://ho st", "https://h\u00f6st", "https://[::1"):
            self.environ(QWAK_URL=text)
            message = self.fails(SecretServiceClient).message
            self.assertEqual("QWAK_URL is not an address of the form https://host:port.", message)

    def test_the_control_plane_address_by_the_originals_rules(self) -> None:
        self.environ(QWAK_URL=None)
        for text, details in (
            (" ", "gRPC address must not be empty or whitespace."),
            ("https://a", "URL scheme is not allowed in the gRPC address."),
            ("a/b", "gRPC address must not contain paths, queries, or fragments."),
            ("a:443", "Port specification is not allowed in the gRPC address."),
            ("a_b", "gRPC address must be a simple hostname or fully qualified domain name."),
        ):
            self.environ(CONTROL_PLANE_GRPC_ADDRESS=text)
            message = f"Not a valid gRPC address: '{text}'. Details: {details}"
            self.assertEqual(message, self.fails(SecretServiceClient).message)

    def test_what_is_missing_is_named(self) -> None:
        self.environ(QWAK_URL=None)
        self.assertIn("QWAK_URL", self.fails(SecretServiceClient).message)
        self.environ(QWAK_URL=self.url, QWAK_API_KEY=None)
        self.assertIn("set QWAK_API_KEY, QWAK_OIDC_TOKEN_FILE, or JF_URL and JF_ACCESS_TOKEN.",
                      self.fails(SecretServiceClient).message)
        self.assertIn("'team'", self.fails(SecretServiceClient, profile="team").message)

    def test_arguments_of_another_transport_are_refused(self) -> None:
        self.assertIn("REST", self.fails(SecretServiceClient, grpc_channel=object()).message)
        self.assertIn("https only", self.fails(SecretServiceClient, enable_ssl=False).message)

    def test_line_ends_around_a_key_are_taken_off(self) -> None:
        self.environ(QWAK_API_KEY=API_KEY + "\n")
        self.put("aws-api-key", "hunter-two")
        self.assertEqual("hunter-two", SecretServiceClient().get_secret("aws-api-key"))

    def test_an_authority_file_that_cannot_be_read(self) -> None:
        broken = os.path.join(self.home, "broken.pem")
        with open(broken, "w", encoding="ascii") as file:
            file.write("nothing")
        for path in (broken, os.path.join(self.home, "missing.pem")):
            self.environ(QWAK_CA_FILE=path)
            self.assertIn(path, self.fails(SecretServiceClient).message)

    def test_a_configuration_file_that_cannot_be_read(self) -> None:
        for text in ("api_key = hunter-two\n", "[default]\nhunter-two\n", "[default\napi_key = hunter-two\n"):
            self.write_config(text)
            error = self.fails(SecretServiceClient)
            self.assertIn("it is not a valid INI file", error.message)
            self.assertIsNone(error.__context__)

    def test_keys_are_taken_as_they_stand(self) -> None:
        self.environ(QWAK_API_KEY=None)
        self.write_config("[DEFAULT]\napi_key = other\n[default]\nuser = somebody\n")
        self.assertIn("No credential", self.fails(SecretServiceClient).message)
        self.write_config("\ufeff[DEFAULT]\napi_key = other\n[default]\napi_key = a%b$c;d#e@f=g:h\n")
        key = Settings.resolve(None, None, "default").api_key
        self.assertEqual("a%b$c;d#e@f=g:h", key.reveal() if key else None)

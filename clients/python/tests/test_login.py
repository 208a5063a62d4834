"""Login by API key and the cache of its tokens."""

from __future__ import annotations

import configparser
import hashlib
import os
import stat
import unittest
from concurrent.futures import ThreadPoolExecutor

from qwak.clients.secret_service import SecretServiceClient

from tests.case import ServiceCase
from tests.fake_service import API_KEY, Reply, found, make_token, problem


class LoginTest(ServiceCase):
    def setUp(self) -> None:
        super().setUp()
        self.environ(QWAK_ENVIRONMENT="default")
        self.put("aws-api-key", "hunter-two")
        origin = hashlib.sha256(f"{self.url}\n{API_KEY}".encode()).hexdigest()
        self.section = "key-" + origin[:16]

    def read(self) -> str:
        return SecretServiceClient().get_secret("aws-api-key")

    def cached(self, section: str) -> str:
        parser = configparser.RawConfigParser()
        parser.read(self.auth_file())
        return parser.get(section, "tokens", fallback="")

    def write_cache(self, token: str, section: str = "") -> None:
        os.makedirs(os.path.dirname(self.auth_file()), exist_ok=True)
        with open(self.auth_file(), "w", encoding="utf-8") as file:
            file.write(f'[{section or self.section}]\ntokens = "{token}"\n')

    def test_one_login_serves_later_clients_too(self) -> None:
        for _ in range(3):
            self.assertEqual("hunter-two", self.read())
        self.assertEqual(1, self.service.logins)

    def test_the_section_is_a_hash_of_address_and_key(self) -> None:
        self.read()
        self.assertTrue(self.cached(self.section).startswith('"ey'))
        with open(self.auth_file(), encoding="utf-8") as file:
            self.assertNotIn(API_KEY, file.read())

    @unittest.skipIf(os.name == "nt", "modes of POSIX")
    def test_the_cache_is_readable_by_its_owner_alone(self) -> None:
        previous = os.umask(0)
        self.addCleanup(os.umask, previous)
        self.read()
        self.assertEqual(0o600, stat.S_IMODE(os.stat(self.auth_file()).st_mode))
        self.assertEqual(0o700, stat.S_IMODE(os.stat(os.path.dirname(self.auth_file())).st_mode))
        os.chmod(self.auth_file(), 0o644)
        self.service.tokens.clear()
        self.read()
        self.assertEqual(0o600, stat.S_IMODE(os.stat(self.auth_file()).st_mode))
        self.assertEqual(["auth"], os.listdir(os.path.dirname(self.auth_file())))

    def test_other_sections_stay(self) -> None:
        self.write_cache("other-token", "other")
        self.read()
        self.assertEqual('"other-token"', self.cached("other"))

    def test_a_token_is_used_until_a_minute_before_its_end(self) -> None:
        for lifetime, logins in ((120, 0), (30, 1), (-10, 1)):
            token = make_token(lifetime)
            self.service.tokens.add(token)
            self.service.logins = 0
            self.write_cache(token)
            self.assertEqual("hunter-two", self.read())
            self.assertEqual(logins, self.service.logins, lifetime)

    def test_a_client_renews_its_token_in_time(self) -> None:
        self.service.lifetime = 30
        client = SecretServiceClient()
        client.get_secret("aws-api-key")
        client.get_secret("aws-api-key")
        self.assertEqual(2, self.service.logins)

    def test_a_refused_cached_token_leads_to_one_login_and_one_repetition(self) -> None:
        self.write_cache(make_token(3600, "revoked"))
        self.assertEqual("hunter-two", self.read())
        self.assertEqual((1, 3), (self.service.logins, len(self.service.seen)))
        self.assertNotIn("revoked", self.cached(self.section))

    def test_a_fresh_token_that_is_refused_is_final(self) -> None:
        refused = problem(401, "unauthenticated", "Who are you?")
        self.service.next_replies = [refused]
        self.assertEqual("UNAUTHENTICATED", self.get_fails().status_code.name)
        self.assertEqual(1, self.service.logins)
        self.service.next_replies = [refused, refused]
        self.assertEqual(
            "Failed to get secret, name: [aws-api-key], error code is [StatusCode.UNAUTHENTICATED], "
            "error message is [Who are you?]", self.get_fails().message)
        self.assertEqual(2, self.service.logins)

    def test_a_wrong_key(self) -> None:
        self.environ(QWAK_API_KEY="wrong@" + "k" * 60)
        error = self.get_fails()
        self.assertEqual("Failed to login, error is The API key is not valid", error.message)
        self.assertEqual("UNAUTHENTICATED", error.status_code.name)
        self.assertEqual(1, len(self.service.seen))

    def test_a_login_without_a_token_is_refused(self) -> None:
        for reply in (Reply(200), found({}), found({"accessToken": 1}), found({"accessToken": "a\r\nb: c"})):
            self.service.login_replies = [reply]
            self.assertEqual("Failed to login, error is The answer holds no token", self.get_fails().message)

    def test_a_token_that_is_no_jwt_lives_as_long_as_the_answer_says(self) -> None:
        self.service.tokens.add("opaque")
        self.service.login_replies = [found({"accessToken": "opaque", "expiredAt": 1 << 33})]
        client = SecretServiceClient()
        client.get_secret("aws-api-key")
        client.get_secret("aws-api-key")
        self.assertEqual(0, self.service.logins)
        self.assertEqual(3, len(self.service.seen))

    def test_a_spoilt_cache_only_costs_a_login(self) -> None:
        self.read()
        for spoilt in (b"", b"no section", b"\xff\xfe", f"[{self.section}]\ntokens = nonsense".encode(),
                       f'[{self.section}]\ntokens = "a\\nb"'.encode(), f"[{self.section}]\ntokens = 1".encode(),
                       f'[{self.section}]\ntokens = "a.b.c"'.encode(), f"[{self.section}]\n".encode()):
            with open(self.auth_file(), "wb") as file:
                file.write(spoilt)
            self.assertEqual("hunter-two", self.read())

    def test_a_folder_that_cannot_be_written_only_costs_logins(self) -> None:
        # A folder in the place of the file, as the tests may run as root, whom modes do not stop.
        os.makedirs(self.auth_file())
        self.assertEqual("hunter-two", self.read())
        self.assertEqual("hunter-two", self.read())
        self.assertEqual((2, ["auth"]), (self.service.logins, os.listdir(os.path.dirname(self.auth_file()))))

    def test_profiles_have_their_keys_and_sections(self) -> None:
        self.write_config(f"[default]\napi_key = wrong\n[team]\nuser = somebody\napi_key = {API_KEY}\n"
                          f"url = {self.url}\nca_file = {self.certificates.ca}\nenvironment = production\n")
        self.environ(QWAK_API_KEY=None, QWAK_URL=None, QWAK_CA_FILE=None, QWAK_ENVIRONMENT=None)
        self.put("aws-api-key", "of-production", "production")
        self.assertEqual("of-production", SecretServiceClient(profile="team").get_secret("aws-api-key"))
        self.assertTrue(self.cached("team"))

    def test_threads_share_one_login(self) -> None:
        client = SecretServiceClient()
        with ThreadPoolExecutor(8) as pool:
            values = list(pool.map(client.get_secret, ["aws-api-key"] * 24))
        self.assertEqual((["hunter-two"] * 24, 1), (values, self.service.logins))

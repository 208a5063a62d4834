"""What is repeated, how often and after which wait."""

from __future__ import annotations

from unittest import mock

from qwak.clients.secret_service import SecretServiceClient

from tests.case import ServiceCase
from tests.fake_service import Reply, problem

UNAVAILABLE = problem(503, "unavailable", "Busy")


class RetryTest(ServiceCase):
    def setUp(self) -> None:
        super().setUp()
        self.environ(QWAK_ENVIRONMENT="default")
        self.put("aws-api-key", "hunter-two")

    def calls(self) -> int:
        return sum("/secrets" in seen.path for seen in self.service.seen)

    def test_passing_troubles_are_repeated_until_they_pass(self) -> None:
        for trouble in (UNAVAILABLE, Reply(503), Reply(504), None, Reply(200, b"{", (("Content-Length", "9"),))):
            with self.subTest(trouble):
                self.service.seen.clear()
                self.service.next_replies = [trouble] * 3
                self.assertEqual("hunter-two", SecretServiceClient().get_secret("aws-api-key"))
                self.assertEqual(4, self.calls())

    def test_four_attempts_and_growing_waits(self) -> None:
        self.service.next_replies = [UNAVAILABLE] * 5
        self.assertEqual("UNAVAILABLE", self.get_fails().status_code.name)
        self.assertEqual((4, 3), (self.calls(), len(self.waits)))
        for wait, least in zip(self.waits, (0.25, 0.5, 1.0)):
            self.assertTrue(least <= wait <= least + 0.25, self.waits)

    def test_connections_that_break_end_as_unavailable(self) -> None:
        self.service.next_replies = [None] * 4
        error = self.get_fails()
        self.assertEqual((4, "UNAVAILABLE"), (self.calls(), error.status_code.name))
        self.assertTrue(error.message.startswith(
            "Failed to get secret, name: [aws-api-key], error code is [StatusCode.UNAVAILABLE], error message is ["))

    def test_nothing_else_is_repeated(self) -> None:
        for status in (400, 403, 404, 409, 413, 429, 500, 501, 502):
            self.service.seen.clear()
            self.service.next_replies = [problem(status, "other", "No", ("Retry-After", "1"))]
            self.get_fails()
            self.assertEqual((1, []), (self.calls(), self.waits), status)

    def test_set_and_delete_are_repeated_too(self) -> None:
        client = SecretServiceClient()
        self.service.next_replies = [UNAVAILABLE, None]
        client.set_secret("aws-api-key", "other")
        self.service.next_replies = [None, UNAVAILABLE]
        client.delete_secret("aws-api-key")
        self.assertEqual(6, self.calls())

    def test_retry_after_is_honoured_within_bounds(self) -> None:
        asked = ("2", "99999", "-1", "soon", "Wed, 21 Oct 2026 07:28:00 GMT", "٣", "9" * 400)
        for text, least, most in zip(asked, (2, 30, 0, 0, 0, 0, 0), (2, 30, 1, 1, 1, 1, 1)):
            self.waits.clear()
            header = ("Retry-After", text) if text.isascii() else ("Retry-After", text.encode().decode("latin-1"))
            self.service.next_replies = [problem(503, "unavailable", "Busy", header)]
            SecretServiceClient().get_secret("aws-api-key")
            self.assertTrue(least <= self.waits[0] <= most, (text, self.waits))

    def test_no_wait_goes_beyond_the_deadline(self) -> None:
        self.service.next_replies = [problem(503, "unavailable", "Busy", ("Retry-After", "20"))] * 4
        with mock.patch("qwak._rest.delivery.CALL_SECONDS", 10.0):
            self.get_fails()
        self.assertEqual((1, []), (self.calls(), self.waits))

    def test_a_login_is_repeated_as_well(self) -> None:
        self.service.login_replies = [UNAVAILABLE, None]
        self.assertEqual("hunter-two", SecretServiceClient().get_secret("aws-api-key"))
        self.assertEqual((1, 2), (self.service.logins, len(self.waits)))

"""The texts and codes of refusals."""

from __future__ import annotations

from qwak.clients.secret_service import SecretServiceClient
from qwak.exceptions import QwakException, StatusCode

from tests.case import ServiceCase
from tests.fake_service import Reply, problem

CODES = (
    (400, "invalid_name", "INVALID_ARGUMENT"),
    (400, "invalid_value", "INVALID_ARGUMENT"),
    (413, "value_too_large", "INVALID_ARGUMENT"),
    (401, "unauthenticated", "UNAUTHENTICATED"),
    (403, "permission_denied", "PERMISSION_DENIED"),
    (409, "version_conflict", "FAILED_PRECONDITION"),
    (409, "already_exists", "ALREADY_EXISTS"),
    (429, "rate_limited", "RESOURCE_EXHAUSTED"),
    (503, "unavailable", "UNAVAILABLE"),
    (400, "unknown_environment", "INVALID_ARGUMENT"),
    (400, "of_a_later_version", "INVALID_ARGUMENT"),
    (500, "of_a_later_version", "UNKNOWN"),
)


class FailureTest(ServiceCase):
    def setUp(self) -> None:
        super().setUp()
        self.environ(QWAK_ENVIRONMENT="default")

    def test_get_of_a_missing_secret(self) -> None:
        error = self.get_fails("nope")
        self.assertEqual("Secret [nope] not found", error.message)
        self.assertEqual("Secret [nope] not found", str(error))
        self.assertIs(StatusCode.NOT_FOUND, error.status_code)
        self.assertEqual(("StatusCode.NOT_FOUND", "NOT_FOUND"), (str(error.status_code), error.status_code.name))
        self.assertEqual(("not_found", "r-1"), (error.code, error.request_id))

    def test_delete_of_a_missing_secret(self) -> None:
        error = self.fails(SecretServiceClient().delete_secret, "nope")
        self.assertEqual("Failed to delete secret, name: [nope], error is [Secret not found]", error.message)
        self.assertIs(StatusCode.NOT_FOUND, error.status_code)

    def test_every_code_in_every_text(self) -> None:
        client = SecretServiceClient()
        for status, code, name in CODES:
            reply = problem(status, code, "Because.")
            texts = {
                f"Failed to get secret, name: [abc], error code is [StatusCode.{name}], error message is [Because.]":
                    lambda: client.get_secret("abc"),
                f"Failed to set secret, name: [abc], error code is [StatusCode.{name}], error is [Because.]":
                    lambda: client.set_secret("abc", "hunter-two"),
                "Failed to delete secret, name: [abc], error is [Because.]": lambda: client.delete_secret("abc"),
                f"Failed to list secrets, error code is [StatusCode.{name}], error message is [Because.]":
                    client.list_secrets,
            }
            for text, call in texts.items():
                with self.subTest(code=code, text=text):
                    # Enough for four attempts, or for a login in between.
                    self.service.next_replies = [reply] * 8
                    error = self.fails(call)
                    self.assertEqual((text, name, code), (error.message, error.status_code.name, error.code))

    def test_an_answer_that_is_not_the_services_own_is_not_repeated(self) -> None:
        for status, name in ((404, "UNIMPLEMENTED"), (403, "PERMISSION_DENIED"), (500, "UNKNOWN"), (502, "UNKNOWN")):
            self.service.next_replies = [Reply(status, b"<html>gateway of somebody</html>")]
            error = self.get_fails()
            self.assertEqual(
                f"Failed to get secret, name: [aws-api-key], error code is [StatusCode.{name}], error message is "
                f"[HTTP {status}, without an error code of the service; is the address right?]", error.message)

    def test_a_success_without_a_value_is_refused(self) -> None:
        for body in (b"", b"{", b"[]", b"{}", b'{"value": 1}', b"\xff", b"[" * 200_000):
            self.service.next_replies = [Reply(200, body)]
            self.assertEqual(
                "Failed to get secret, name: [aws-api-key], error code is [StatusCode.UNKNOWN], "
                "error message is [The answer holds no value]", self.get_fails().message)

    def test_details_are_one_bounded_line(self) -> None:
        self.service.next_replies = [problem(400, "invalid_name", "a\r\nb\x1b[2J" + "c" * 5000)]
        message = self.get_fails().message
        self.assertTrue(message.isprintable())
        self.assertLess(len(message), 700)

    def test_the_exception_carries_message_and_code(self) -> None:
        error = QwakException("text")
        self.assertEqual(("text", None), (error.message, error.status_code))

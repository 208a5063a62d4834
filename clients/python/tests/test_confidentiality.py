"""No value and no credential in anything that a failure leaves behind."""

from __future__ import annotations

import contextlib
import http.client
import io
import json
import logging
import pickle
import traceback
from typing import Callable, List
from unittest import mock

from qwak._rest.hidden import Hidden
from qwak._rest.settings import Settings
from qwak.clients.secret_service import SecretServiceClient
from qwak.exceptions import QwakException

from tests.case import ServiceCase
from tests.fake_service import API_KEY, Reply, found, problem

# Built at run time, so that the text is in no line of source that a traceback shows.
VALUE = "-".join(("hunter", "two", "\u00e9", "value"))
SPOILT = VALUE + "\ud800"
FAILING = [
    lambda: [problem(400, "invalid_value", "No")],
    lambda: [problem(400, "invalid_value", f"This is not good: {VALUE}!")],
    lambda: [problem(401, "unauthenticated", "Who?")] * 2,
    lambda: [problem(503, "unavailable", "Busy")] * 4,
    lambda: [None] * 4,
    lambda: [Reply(500, VALUE.encode())],
    lambda: [Reply(302, VALUE.encode(), (("Location", "https://localhost/"),))],
    lambda: [Reply(400, json.dumps({"code": VALUE, "detail": VALUE}).encode())],
]
SPOILING = [
    lambda: [Reply(200, json.dumps({"value": VALUE}).encode()[:-1])],
    lambda: [Reply(200, json.dumps({"valu": VALUE}).encode())],
    lambda: [found({"value": [VALUE]})],
    lambda: [Reply(200, VALUE.encode(), (("Content-Length", "999"),))] * 4,
]


class ConfidentialityTest(ServiceCase):
    def setUp(self) -> None:
        super().setUp()
        self.environ(QWAK_ENVIRONMENT="default")
        self.client = SecretServiceClient()

    def fails_silently(self, call: Callable[..., object], *arguments: str) -> QwakException:
        """Looks through the whole chain, with the local variables of all frames but this one's."""
        # Not assertRaises: it clears the frames, and with them what they would give away.
        try:
            call(*arguments)
        except QwakException as error:
            failure = error
            chain: List[BaseException] = [error]
            while chain[-1].__cause__ or chain[-1].__context__:
                chain.append(chain[-1].__cause__ or chain[-1].__context__)  # type: ignore[arg-type]
            for link in chain:
                frames = traceback.TracebackException.from_exception(link, capture_locals=True).stack
                inner = [f"{frame.line} {frame.locals}" for frame in frames if frame.name != "fails_silently"]
                self.assertTrue(inner)
                self.assert_nothing_secret("\n".join([repr(link), str(link), repr(vars(link)), *inner]))
            return failure
        self.fail("it did not fail")

    def assert_nothing_secret(self, text: str) -> None:
        tokens = list(self.service.tokens)
        for secret in (VALUE, json.dumps(VALUE)[1:-1], repr(VALUE.encode())[2:-1], API_KEY, *tokens):
            self.assertFalse(secret in text, "something secret is in the report")

    def test_a_failing_set(self) -> None:
        for replies in FAILING:
            self.service.next_replies = replies()
            self.fails_silently(self.client.set_secret, "aws-api-key", VALUE)

    def test_a_value_that_cannot_be_encoded(self) -> None:
        error = self.fails_silently(self.client.set_secret, "aws-api-key", SPOILT)
        self.assertIn("The value is not valid Unicode text", error.message)
        self.assertIsNone(error.__context__)

    def test_a_failing_get(self) -> None:
        for replies in FAILING[2:5] + SPOILING:
            self.service.next_replies = replies()
            self.fails_silently(self.client.get_secret, "aws-api-key")

    def test_a_failing_login(self) -> None:
        for replies in ([problem(401, "unauthenticated", f"Wrong key {API_KEY}")], [None] * 4, [found([API_KEY])]):
            self.service.login_replies = list(replies)
            self.fails_silently(SecretServiceClient().get_secret, "aws-api-key")

    def test_nothing_prints_or_logs(self) -> None:
        output = io.StringIO()
        handler = logging.StreamHandler(output)
        logging.getLogger().addHandler(handler)
        self.addCleanup(logging.getLogger().removeHandler, handler)
        with mock.patch.object(logging.getLogger(), "level", logging.DEBUG), \
                mock.patch.object(http.client.HTTPConnection, "debuglevel", 1), \
                contextlib.redirect_stdout(output), contextlib.redirect_stderr(output):
            self.client.set_secret("aws-api-key", VALUE)
            self.client.get_secret("aws-api-key")
        self.assertEqual("", output.getvalue())

    def test_objects_print_no_credential(self) -> None:
        self.client.set_secret("aws-api-key", VALUE)
        objects = [Settings.resolve(None, None, "default"), self.client, self.client._session]
        objects += [self.client._session._login, self.client._session._login.credential()]
        self.assert_nothing_secret("\n".join(f"{thing!r} {getattr(thing, '__dict__', '')}" for thing in objects))

    def test_hidden_text(self) -> None:
        hidden = Hidden(VALUE)
        self.assertEqual(("[redacted]", "[redacted]", "[redacted]"), (repr(hidden), str(hidden), f"{hidden}"))
        with self.assertRaises(TypeError):
            pickle.dumps(hidden)

    def test_an_exception_crosses_processes(self) -> None:
        error = pickle.loads(pickle.dumps(QwakException("text", code="not_found")))
        self.assertEqual(("text", "not_found"), (error.message, error.code))

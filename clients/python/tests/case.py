"""A test class with the fake service running, and no configuration but the test's own."""

from __future__ import annotations

import os
import tempfile
import unittest
from typing import List
from unittest import mock

from qwak.clients.secret_service import SecretServiceClient
from qwak.exceptions import QwakException

from tests.certificates import Certificates
from tests.fake_service import API_KEY, FakeService

_OURS = (
    "QWAK_", "JF_", "FORCE_QWAK_AUTH", "CONTROL_PLANE_GRPC_ADDRESS", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"
)


class ServiceCase(unittest.TestCase):
    """``waits`` lists what retries slept; they do not really sleep."""

    @classmethod
    def setUpClass(cls) -> None:
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.certificates = Certificates(folder.name)
        cls.service = FakeService(cls.certificates)
        cls.addClassCleanup(cls.service.close)

    def setUp(self) -> None:
        self.service.reset()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.home = folder.name
        self.url = f"https://localhost:{self.service.port}"
        clean = {name: text for name, text in os.environ.items() if not name.upper().startswith(_OURS)}
        settings = {
            "QWAK_HOME": self.home, "QWAK_URL": self.url, "QWAK_CA_FILE": self.certificates.ca, "QWAK_API_KEY": API_KEY
        }
        self.enter(mock.patch.dict(os.environ, {**clean, **settings}, clear=True))
        self.waits: List[float] = []
        self.enter(mock.patch("qwak._rest.delivery.sleep", self.waits.append))

    def enter(self, patch: "mock._patch") -> None:
        patch.start()
        self.addCleanup(patch.stop)

    def environ(self, **changes: object) -> None:
        """Sets variables; None removes one."""
        for name, text in changes.items():
            os.environ.pop(name, None)
            if text is not None:
                os.environ[name] = str(text)

    def put(self, name: str, value: str, environment: str = "default") -> None:
        self.service.secrets[environment][name] = (1, value)

    def write_config(self, text: str) -> None:
        os.makedirs(os.path.join(self.home, ".qwak"), exist_ok=True)
        with open(os.path.join(self.home, ".qwak", "config"), "w", encoding="utf-8") as file:
            file.write(text)

    def auth_file(self) -> str:
        return os.path.join(self.home, ".qwak", "auth")

    def fails(self, call: object, *arguments: object, **named: object) -> QwakException:
        with self.assertRaises(QwakException) as caught:
            call(*arguments, **named)
        return caught.exception

    def get_fails(self, name: str = "aws-api-key") -> QwakException:
        return self.fails(SecretServiceClient().get_secret, name)

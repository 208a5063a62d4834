"""The base class of models, and the documented snippet."""

from __future__ import annotations

import unittest

from qwak import QwakModel
from qwak.clients.secret_service import SecretServiceClient

from tests.case import ServiceCase


class TestModel(QwakModel):
    """The documentation's example, with its slips corrected."""

    def build(self) -> None:
        secret_service = SecretServiceClient()
        self.aws_api_key = secret_service.get_secret("aws-api-key")
        self.aws_secret_key = secret_service.get_secret("aws-api-secret")


class SnippetTest(ServiceCase):
    def test_a_build_reads_its_secrets(self) -> None:
        self.put("aws-api-key", "AKIA=")
        self.put("aws-api-secret", " secret\n")
        model = TestModel()
        model.build()
        self.assertEqual(("AKIA=", " secret\n"), (model.aws_api_key, model.aws_secret_key))


class ModelTest(unittest.TestCase):
    def test_both_imports_give_one_class(self) -> None:
        from qwak.model import QwakModel as of_package
        from qwak.model.base import QwakModel as of_module

        self.assertIs(QwakModel, of_module)
        self.assertIs(QwakModel, of_package)

    def test_what_is_not_implemented_says_so(self) -> None:
        with self.assertRaisesRegex(ValueError, "^Please implement build method$"):
            QwakModel().build()
        with self.assertRaisesRegex(ValueError, "^Please implement predict method$"):
            TestModel().predict(None)

    def test_the_rest_is_optional(self) -> None:
        self.assertIsNone(TestModel().initialize_model())
        self.assertIsNone(TestModel().schema())

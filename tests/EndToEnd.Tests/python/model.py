"""The seed's snippet, corrected as docs say, as a model author writes it; and what else the client can do."""

from qwak import QwakModel
from qwak.clients.secret_service import SecretServiceClient
from qwak.exceptions import QwakException
from qwak.model.base import QwakModel as SameModel

assert QwakModel is SameModel


class TestModel(QwakModel):
    def build(self):
        secret_service = SecretServiceClient()
        self.aws_api_key = secret_service.get_secret("aws-api-key")
        self.aws_secret_key = secret_service.get_secret("aws-api-secret")

    def predict(self, df):
        return df


client = SecretServiceClient()
client.set_secret("aws-api-key", "AKIA-python")
client.set_secret("aws-api-secret", "  line\nline = $x \"żółw 🐢\" ")
model = TestModel()
model.build()
assert model.aws_api_key == "AKIA-python"
assert model.aws_secret_key == "  line\nline = $x \"żółw 🐢\" "

large = "x" * 1048576
client.set_secret("large", large)
assert client.get_secret("large") == large
client.set_secret("empty", "")
assert client.get_secret("empty") == ""
assert {"aws-api-key", "aws-api-secret", "empty", "large"} <= {secret.name for secret in client.list_secrets()}

for name, text in (("nope", "Secret [nope] not found"), ("Not_A_Name", "INVALID_ARGUMENT")):
    try:
        client.get_secret(name)
        raise AssertionError("found " + name)
    except QwakException as error:
        assert text in str(error), str(error)

try:
    client.set_secret("large", large + "x")
    raise AssertionError("too large")
except QwakException as error:
    assert error.code == "value_too_large", error.code

client.delete_secret("aws-api-key")
try:
    client.delete_secret("aws-api-key")
    raise AssertionError("deleted twice")
except QwakException as error:
    assert str(error) == "Failed to delete secret, name: [aws-api-key], error is [Secret not found]", str(error)
print("done")

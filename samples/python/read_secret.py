"""Reads a secret where a model is built.

    PYTHONPATH=clients/python python3 samples/python/read_secret.py

Where to connect comes from QWAK_URL, QWAK_CA_FILE and QWAK_API_KEY, else from ~/.qwak/config (`./qwak quickstart` writes it).
"""

from qwak import QwakModel
from qwak.clients.secret_service import SecretServiceClient


class TestModel(QwakModel):
    def build(self):
        aws_api_key = SecretServiceClient().get_secret("aws-api-key")
        # Never print a secret: what a build prints is kept in its log.
        print(f"Python read aws-api-key: {len(aws_api_key)} characters")

    def predict(self, df):
        return df


if __name__ == "__main__":
    TestModel().build()

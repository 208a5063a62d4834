"""A model that fetches a credential in its build, and again when it is served."""

import json
import os

import qwak
from qwak.clients.secret_service import SecretServiceClient
from qwak.model.base import QwakModel


class TestModel(QwakModel):
    def build(self):
        # The credential is fetched where it is used: it is neither stored in the model nor in its artifacts.
        api_key = SecretServiceClient().get_secret("aws-api-key")
        rows = len(api_key)  # Stands for data that was loaded with the credential.
        qwak.log_param({"source": "warehouse"})
        qwak.log_metric({"rows": rows})
        with open(os.path.join(qwak.output_folder(), "model.json"), "w", encoding="utf-8") as model:
            json.dump({"rows": rows}, model)
        print(f"Trained with {rows} rows; even a careless print is redacted: {api_key}")

    def initialize_model(self):
        self.api_key = SecretServiceClient().get_secret("aws-api-key")

    @qwak.api()
    def predict(self, df):
        return {"prediction": len(df), "has_credential": bool(self.api_key)}

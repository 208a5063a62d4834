"""MongoDB."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional

from qwak.feature_store.data_sources.base import BaseBatchSource, batch


@dataclass
class MongoDbSource(BaseBatchSource):
    """A collection of MongoDB."""

    hosts: str
    username_secret_name: str
    password_secret_name: str
    database: str
    collection: str
    connection_params: str
    protocol: str = "mongodb"
    repository: Optional[str] = None

    MESSAGE = "batchSource.mongoSource"
    FIELDS = batch(
        "mongoSource", hosts="hosts", username_secret_name="usernameSecretName",
        password_secret_name="passwordSecretName", database="database", collection="collection",
        connection_params="connectionParams", protocol="protocol",
    )

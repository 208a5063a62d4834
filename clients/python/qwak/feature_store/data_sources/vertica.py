"""Vertica."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional

from qwak.feature_store.data_sources.base import BaseBatchSource, batch


@dataclass
class VerticaSource(BaseBatchSource):
    """A table of Vertica."""

    host: str
    port: int
    database: str
    schema: str
    table: str
    username_secret_name: str
    password_secret_name: str
    repository: Optional[str] = None

    MESSAGE = "batchSource.verticaSource"
    FIELDS = batch(
        "verticaSource", host="host", port="port", database="database", schema="schema", table="table",
        username_secret_name="usernameSecretName", password_secret_name="passwordSecretName",
    )

"""Snowflake."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Optional

from qwak.feature_store.data_sources.base import BaseBatchSource, batch
from qwak.feature_store.data_sources.rules import exactly_one, require


@dataclass
class SnowflakeSource(BaseBatchSource):
    """A table or a query of Snowflake, with a key pair or a password.

    The secret of ``pem_private_key_secret_name`` holds an unencrypted private key: PEM without its BEGIN and END lines.
    """

    host: str
    username_secret_name: str
    database: str
    schema: str
    warehouse: str
    password_secret_name: Optional[str] = None
    pem_private_key_secret_name: Optional[str] = None
    table: Optional[str] = None
    query: Optional[str] = None
    repository: Optional[str] = None

    MESSAGE = "batchSource.snowflakeSource"
    FIELDS = batch(
        "snowflakeSource", host="host", username_secret_name="usernameSecretName", database="database", schema="schema",
        warehouse="warehouse", password_secret_name="passwordSecretName",
        pem_private_key_secret_name="pemPrivateKeySecretName", table="table", query="query",
    )

    def __post_init__(self) -> None:
        require(self.username_secret_name, "username_secret_name must be set!")
        require(self.database, "database must be set!")
        require(self.schema, "schema must be set!")
        exactly_one("Only one of query or table may be set", self.table, self.query)
        exactly_one(
            "Exactly one of 'password_secret_name' or 'pem_private_key_secret_name' must be set",
            self.password_secret_name, self.pem_private_key_secret_name,
        )
        if self.password_secret_name:
            warnings.warn(
                "Snowflake basic authentication is deprecated and should not be used. Use key-pair authentication instead.",
                DeprecationWarning, stacklevel=3,
            )

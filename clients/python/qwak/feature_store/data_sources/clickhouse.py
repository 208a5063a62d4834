"""ClickHouse."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional

from qwak.feature_store.data_sources.base import BaseBatchSource, batch
from qwak.feature_store.data_sources.rules import exactly_one


@dataclass
class ClickhouseSource(BaseBatchSource):
    """A table or a query of ClickHouse. The URL must hold no credentials."""

    username_secret_name: Optional[str] = None
    password_secret_name: Optional[str] = None
    url: Optional[str] = None
    db_table: Optional[str] = None
    query: Optional[str] = None
    repository: Optional[str] = None

    MESSAGE = "batchSource.clickhouseSource"
    FIELDS = batch(
        "clickhouseSource", username_secret_name="usernameSecretName", password_secret_name="passwordSecretName", url="url",
        db_table="table", query="sql",
    )

    def __post_init__(self) -> None:
        exactly_one("Only one of query and db_table must be set", self.db_table, self.query)

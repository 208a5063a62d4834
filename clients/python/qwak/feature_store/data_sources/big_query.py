"""BigQuery."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional

from qwak.feature_store.data_sources.base import BaseBatchSource, batch
from qwak.feature_store.data_sources.rules import require


@dataclass
class BigQuerySource(BaseBatchSource):
    """A table or a query of BigQuery. The secret holds the credentials JSON in base64.

    ``materialization_dataset`` and ``materialization_project`` are checked and not sent: the vendor deprecates them.
    """

    credentials_secret_name: str
    project: Optional[str] = None
    dataset: Optional[str] = None
    table: Optional[str] = None
    parent_project: Optional[str] = None
    sql: Optional[str] = None
    views_enabled: bool = False
    materialization_dataset: Optional[str] = None
    materialization_project: Optional[str] = None
    repository: Optional[str] = None

    MESSAGE = "batchSource.bigQuerySource"
    FIELDS = batch(
        "bigQuerySource", credentials_secret_name="credentialsSecretName", project="project", dataset="dataset",
        table="table", parent_project="parentProject", sql="sql", views_enabled="viewsEnabled",
    )

    def __post_init__(self) -> None:
        require(self.sql or (self.table and self.dataset), "Either SQL or (table and dataset) must be provided.")
        if self.sql:
            require(
                self.materialization_dataset and self.materialization_project,
                "With sql, materialization_dataset and materialization_project must be set.",
            )
            self.views_enabled = True

"""Unity Catalog."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional

from qwak.feature_store.data_sources.base import BaseBatchSource, batch
from qwak.feature_store.data_sources.rules import exactly_one, require

_RESERVED_CATALOG = "qwak_catalog"


@dataclass
class UnityCatalogSource(BaseBatchSource):
    """A table or a query of Unity Catalog."""

    uri: str
    schema: str
    catalog: str
    personal_access_token_secret_name: str
    table: Optional[str] = None
    query: Optional[str] = None
    repository: Optional[str] = None

    MESSAGE = "batchSource.catalogSource.unityCatalogSource"
    FIELDS = batch(
        "catalogSource", uri="url", schema="unityCatalogSource.schema", catalog="unityCatalogSource.catalog",
        personal_access_token_secret_name="unityCatalogSource.personalAccessTokenSecretName", table="table", query="query",
    )

    def __post_init__(self) -> None:
        for name in ("uri", "schema", "catalog", "personal_access_token_secret_name"):
            require(getattr(self, name), f"`{name}` cannot be empty.")
        require(self.catalog != _RESERVED_CATALOG, f"`catalog` cannot be '{_RESERVED_CATALOG}': the name is reserved.")
        exactly_one("Only one of query or table may be set", self.table, self.query)

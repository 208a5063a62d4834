"""Elasticsearch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional

from qwak.feature_store.data_sources.base import BaseBatchSource, batch


@dataclass
class ElasticSearchSource(BaseBatchSource):
    """An index of Elasticsearch."""

    nodes: str
    resource: str
    port: Optional[int] = None
    query: Optional[str] = None
    username_secret_name: Optional[str] = None
    password_secret_name: Optional[str] = None
    exclude_fields: Optional[str] = None
    parse_dates: bool = True
    repository: Optional[str] = None

    MESSAGE = "batchSource.elasticsearchSource"
    FIELDS = batch(
        "elasticsearchSource", nodes="nodes", resource="resource", port="port", query="query",
        username_secret_name="usernameSecretName", password_secret_name="passwordSecretName",
        exclude_fields="excludeFields", parse_dates="parseDates",
    )

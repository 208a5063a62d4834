"""Reads the JSON form of a source."""

from __future__ import annotations

from typing import Any, Dict, Tuple, Type

from qwak.exceptions import QwakException
from qwak.feature_store.data_sources.athena import AthenaSource
from qwak.feature_store.data_sources.base import BaseSource
from qwak.feature_store.data_sources.big_query import BigQuerySource
from qwak.feature_store.data_sources.clickhouse import ClickhouseSource
from qwak.feature_store.data_sources.elastic_search import ElasticSearchSource
from qwak.feature_store.data_sources.files import CsvSource, ParquetSource
from qwak.feature_store.data_sources.jdbc import MysqlSource, PostgresSource, RedshiftSource
from qwak.feature_store.data_sources.kafka import KafkaSource
from qwak.feature_store.data_sources.mongodb import MongoDbSource
from qwak.feature_store.data_sources.snowflake import SnowflakeSource
from qwak.feature_store.data_sources.unity_catalog import UnityCatalogSource
from qwak.feature_store.data_sources.vertica import VerticaSource

SOURCES: Tuple[Type[BaseSource], ...] = (
    AthenaSource,
    BigQuerySource,
    ClickhouseSource,
    CsvSource,
    ElasticSearchSource,
    KafkaSource,
    MongoDbSource,
    MysqlSource,
    ParquetSource,
    PostgresSource,
    RedshiftSource,
    SnowflakeSource,
    UnityCatalogSource,
    VerticaSource,
)


def from_spec(spec: Dict[str, Any]) -> BaseSource:
    """The source that a protobuf-JSON ``DataSourceSpec`` describes."""
    for source in SOURCES:
        if source.matches(spec):
            return source.read(spec)
    raise QwakException("The type of the source is missing, or is one that this version has no class for.")

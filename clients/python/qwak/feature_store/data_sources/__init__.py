"""Data sources: where features come from. They hold names of secrets, never values."""

from __future__ import annotations

from qwak.feature_store.data_sources.athena import AthenaSource
from qwak.feature_store.data_sources.aws_authentication import AwsAssumeRoleAuthentication, AwsCredentialsAuthentication
from qwak.feature_store.data_sources.big_query import BigQuerySource
from qwak.feature_store.data_sources.clickhouse import ClickhouseSource
from qwak.feature_store.data_sources.elastic_search import ElasticSearchSource
from qwak.feature_store.data_sources.file_systems import (
    AnonymousS3Configuration,
    AwsS3AssumeRoleFileSystemConfiguration,
    AwsS3FileSystemConfiguration,
    GcpGcsServiceAccountImpersonation,
    GcpGcsUnauthenticated,
)
from qwak.feature_store.data_sources.files import CsvSource, ParquetSource
from qwak.feature_store.data_sources.jdbc import MysqlSource, PostgresSource, RedshiftSource
from qwak.feature_store.data_sources.kafka import KafkaSource
from qwak.feature_store.data_sources.kafka_authentication import (
    PlainAuthentication,
    SaslAuthentication,
    SaslMechanism,
    SecurityProtocol,
    SslAuthentication,
)
from qwak.feature_store.data_sources.mongodb import MongoDbSource
from qwak.feature_store.data_sources.reading import from_spec
from qwak.feature_store.data_sources.snowflake import SnowflakeSource
from qwak.feature_store.data_sources.unity_catalog import UnityCatalogSource
from qwak.feature_store.data_sources.vertica import VerticaSource

__all__ = [
    "AnonymousS3Configuration",
    "AthenaSource",
    "AwsAssumeRoleAuthentication",
    "AwsCredentialsAuthentication",
    "AwsS3AssumeRoleFileSystemConfiguration",
    "AwsS3FileSystemConfiguration",
    "BigQuerySource",
    "ClickhouseSource",
    "CsvSource",
    "ElasticSearchSource",
    "GcpGcsServiceAccountImpersonation",
    "GcpGcsUnauthenticated",
    "KafkaSource",
    "MongoDbSource",
    "MysqlSource",
    "ParquetSource",
    "PlainAuthentication",
    "PostgresSource",
    "RedshiftSource",
    "SaslAuthentication",
    "SaslMechanism",
    "SecurityProtocol",
    "SnowflakeSource",
    "SslAuthentication",
    "UnityCatalogSource",
    "VerticaSource",
    "from_spec",
]

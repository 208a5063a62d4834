"""One source of every class and every way to log in: the same, under the same names, as Samples.cs of the SDK's tests.

Run as a program it prints their JSON forms, which the SDK's tests read.
"""

from __future__ import annotations

import json
import warnings
from typing import Dict
from unittest import mock

from qwak.clients.secret_service import SecretServiceClient
from qwak.feature_store import data_sources as d
from qwak.feature_store.data_sources.base import BaseSource


def samples() -> Dict[str, BaseSource]:
    common = ("s", "d", "c")
    snowflake = {"host": "h", "username_secret_name": "user", "database": "db", "schema": "sc", "warehouse": "w"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        password = d.SnowflakeSource(*common, **snowflake, password_secret_name="pass", table="t", repository="r")
    return {
        "snowflake-password": password,
        "snowflake-key-pair": d.SnowflakeSource(
            *common, **snowflake, pem_private_key_secret_name="pem", query="select 1"),
        "mysql": d.MysqlSource(*common, "user", "pass", "jdbc:mysql://h/db", db_table="t"),
        "postgres": d.PostgresSource(*common, "user", "pass", "jdbc:postgresql://h/db", query="select 1"),
        "redshift-password": d.RedshiftSource(*common, "user", "pass", "jdbc:redshift://h/db", "t"),
        "redshift-role": d.RedshiftSource(*common, url="u", query="q", iam_role_arn="arn", db_user="dbu"),
        "athena-role": d.AthenaSource(
            *common, url="u", query="q", aws_region="eu", s3_output_location="s3://o",
            aws_authentication=d.AwsAssumeRoleAuthentication("arn")),
        "athena-credentials": d.AthenaSource(
            *common, db_table="t", aws_region="eu", workgroup="wg",
            aws_authentication=d.AwsCredentialsAuthentication("ak", "sk")),
        "bigquery-table": d.BigQuerySource(*common, "creds", "p", "ds", "t", "pp"),
        "bigquery-sql": d.BigQuerySource(
            *common, "creds", sql="q", materialization_dataset="md", materialization_project="mp"),
        "mongodb": d.MongoDbSource(*common, "h1,h2", "user", "pass", "db", "col", "a=b", "mongodb+srv"),
        "clickhouse-table": d.ClickhouseSource(*common, "user", "pass", "jdbc:clickhouse://h", db_table="t"),
        "clickhouse-query": d.ClickhouseSource(*common, "user", "pass", "u", query="q"),
        "elasticsearch": d.ElasticSearchSource(*common, "n", "index", 9200, "q", "user", "pass", "x,y", False),
        "elasticsearch-open": d.ElasticSearchSource(*common, "n", "index"),
        "vertica": d.VerticaSource(*common, "h", 5433, "db", "sc", "t", "user", "pass"),
        "unity": d.UnityCatalogSource(*common, "https://u", "sc", "cat", "pat", table="t"),
        "unity-query": d.UnityCatalogSource(*common, "https://u", "sc", "cat", "pat", query="q"),
        "csv-s3": d.CsvSource(
            *common, "s3://b/f.csv", "'", "\\", d.AwsS3FileSystemConfiguration("ak", "sk", "b", "tok")),
        "csv": d.CsvSource(*common, "s3://b/f.csv"),
        "parquet-anonymous": d.ParquetSource(*common, "s3://b/f", d.AnonymousS3Configuration()),
        "parquet-role": d.ParquetSource(*common, "s3://b/f", d.AwsS3AssumeRoleFileSystemConfiguration("arn")),
        "parquet-gcs": d.ParquetSource(*common, "gs://b/f", d.GcpGcsUnauthenticated()),
        "parquet-impersonated": d.ParquetSource(*common, "gs://b/f", d.GcpGcsServiceAccountImpersonation("sa")),
        "kafka-ssl": d.KafkaSource(
            "s", "d", "b:9092", None, {"ssl.key.password": "key-pass"}, {"fetch.min.bytes": "1"}, subscribe="t1,t2"),
        "kafka-plain": d.KafkaSource(
            "s", "d", "b:9092", None, assign="{}", authentication_method=d.PlainAuthentication()),
        "kafka-sasl": d.KafkaSource(
            "s", "d", "b:9092", None, subscribe_pattern="t.*", repository="r",
            authentication_method=d.SaslAuthentication(
                "user", "pass", d.SaslMechanism.SCRAMSHA512, d.SecurityProtocol.SASL_SSL)),
    }


def main() -> None:
    # SASL looks its secrets up before it travels; here is no service to ask.
    with mock.patch("qwak.feature_store.data_sources.kafka_authentication.SecretServiceClient") as made:
        made.return_value = mock.Mock(SecretServiceClient, get_secret=lambda name: "there")
        print(json.dumps({name: source.to_spec() for name, source in samples().items()}))


if __name__ == "__main__":
    main()

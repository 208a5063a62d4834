"""Data sources: what constructors check, what travels, and what is never printed."""

from __future__ import annotations

import copy
import dataclasses
import unittest
import warnings
from pathlib import Path
from typing import Any, Dict

from qwak.exceptions import QwakException
from qwak.feature_store import data_sources as d
from qwak.feature_store.data_sources.reading import SOURCES

from tests.data_source_samples import samples

COMMON = ("s", "d", "c")
SNOWFLAKE = {"host": "h", "username_secret_name": "u", "database": "db", "schema": "sc", "warehouse": "w",
             "pem_private_key_secret_name": "k", "table": "t"}
TABLE_OR_QUERY = "Only one of query or table may be set"
DB_TABLE_OR_QUERY = "Only one of query and db_table must be set"
PASSWORD_OR_KEY = "Exactly one of 'password_secret_name' or 'pem_private_key_secret_name' must be set"
ONE_LOGIN = (
    "Exactly one way to log in must be set, whole: access_key and secret_access_key, iam_role_arn, or "
    "username_secret_name and password_secret_name"
)
ROLE = d.AwsAssumeRoleAuthentication("arn")


class ValidationTest(unittest.TestCase):
    def refuses(self, message: str, make: Any, *arguments: Any, kind: type = QwakException, **named: Any) -> None:
        with self.assertRaises(kind) as caught:
            make(*arguments, **named)
        self.assertEqual(message, str(caught.exception))

    def snowflake(self, **changes: Any) -> d.SnowflakeSource:
        return d.SnowflakeSource(*COMMON, **{**SNOWFLAKE, **changes})

    def test_snowflake(self) -> None:
        self.refuses("username_secret_name must be set!", self.snowflake, username_secret_name="")
        self.refuses("database must be set!", self.snowflake, database=None)
        self.refuses("schema must be set!", self.snowflake, schema="")
        self.refuses(TABLE_OR_QUERY, self.snowflake, table=None)
        self.refuses(TABLE_OR_QUERY, self.snowflake, query="q")
        self.refuses(PASSWORD_OR_KEY, self.snowflake, pem_private_key_secret_name=None)
        self.refuses(PASSWORD_OR_KEY, self.snowflake, password_secret_name="p")

    def test_a_password_of_snowflake_warns_where_it_is_written(self) -> None:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            d.SnowflakeSource(
                *COMMON, **{**SNOWFLAKE, "pem_private_key_secret_name": None}, password_secret_name="p")
            self.snowflake()
        self.assertEqual(
            [(DeprecationWarning, "Snowflake basic authentication is deprecated and should not be used. "
              "Use key-pair authentication instead.", __file__)],
            [(w.category, str(w.message), w.filename) for w in caught])

    def test_one_of_table_and_query(self) -> None:
        for choice in ({}, {"db_table": "t", "query": "q"}):
            self.refuses(DB_TABLE_OR_QUERY, d.MysqlSource, *COMMON, **choice)
            self.refuses(DB_TABLE_OR_QUERY, d.PostgresSource, *COMMON, **choice)
            self.refuses(DB_TABLE_OR_QUERY, d.ClickhouseSource, *COMMON, **choice)
            self.refuses(DB_TABLE_OR_QUERY, d.RedshiftSource, *COMMON, **choice, iam_role_arn="a")
            self.refuses(
                DB_TABLE_OR_QUERY, d.AthenaSource, *COMMON, **choice, aws_region="eu", workgroup="w", aws_authentication=ROLE)
        self.refuses(TABLE_OR_QUERY, d.UnityCatalogSource, *COMMON, "u", "sc", "cat", "pat")
        self.refuses(TABLE_OR_QUERY, d.UnityCatalogSource, *COMMON, "u", "sc", "cat", "pat", "t", "q")

    def test_redshift(self) -> None:
        user, key = {"username_secret_name": "u", "password_secret_name": "p"}, {"access_key": "k", "secret_access_key": "s"}
        for login in ({}, {**user, **key}, {**user, "iam_role_arn": "a"}, {**key, "iam_role_arn": "a"},
                      {"username_secret_name": "u"}, {"secret_access_key": "s"}):
            self.refuses(ONE_LOGIN, d.RedshiftSource, *COMMON, db_table="t", **login)
        self.refuses("query_group must be '_qwak_featurestore'", d.RedshiftSource, *COMMON, db_table="t",
                     iam_role_arn="a", query_group="other")

    def test_athena(self) -> None:
        whole = {"db_table": "t", "aws_region": "eu", "workgroup": "w", "aws_authentication": ROLE}
        for changes, message in (
            ({"aws_authentication": None}, "`aws_authentication` must be set"),
            ({"aws_region": None}, "`aws_region` must be set"),
            ({"workgroup": None}, "At least one of: `s3_output_location`, `workgroup` must be set"),
        ):
            self.refuses(message, d.AthenaSource, *COMMON, kind=AttributeError, **{**whole, **changes})
        self.refuses("time_partition_columns must be None: this version cannot send partition columns.",
                     d.AthenaSource, *COMMON, **whole, time_partition_columns=object())

    def test_bigquery(self) -> None:
        for choice in ({}, {"dataset": "ds"}, {"table": "t"}):
            self.refuses("Either SQL or (table and dataset) must be provided.", d.BigQuerySource, *COMMON, "cr", **choice)
        for choice in ({}, {"materialization_dataset": "ds"}, {"materialization_project": "p"}):
            self.refuses("With sql, materialization_dataset and materialization_project must be set.",
                         d.BigQuerySource, *COMMON, "cr", sql="q", **choice)
        self.assertTrue(samples()["bigquery-sql"].views_enabled)

    def test_unity_catalog(self) -> None:
        whole = {"uri": "u", "schema": "sc", "catalog": "cat", "personal_access_token_secret_name": "pat", "table": "t"}
        for name in ("uri", "schema", "catalog", "personal_access_token_secret_name"):
            self.refuses(f"`{name}` cannot be empty.", d.UnityCatalogSource, *COMMON, **{**whole, name: ""})
        self.refuses("`catalog` cannot be 'qwak_catalog': the name is reserved.",
                     d.UnityCatalogSource, *COMMON, **{**whole, "catalog": "qwak_catalog"})

    def test_s3(self) -> None:
        self.refuses("access_key field is mandatory", d.AwsS3FileSystemConfiguration, "", "sk", "b")
        self.refuses("secret_key field is mandatory", d.AwsS3FileSystemConfiguration, "ak", "", "b")
        self.refuses("bucket field is mandatory", d.AwsS3FileSystemConfiguration, "ak", "sk", "")

    def test_kafka(self) -> None:
        for topics in ({}, {"assign": "a", "subscribe": "s"}, {"subscribe": "s", "subscribe_pattern": "p"}):
            self.refuses("Exactly one of (assign, subscribe, subscribe_pattern) must be defined!",
                         d.KafkaSource, "s", "d", "b", None, **topics)
        self.refuses("deserialization must be None: this version cannot send a deserializer.",
                     d.KafkaSource("s", "d", "b", object(), subscribe="t").to_spec)


class WireTest(unittest.TestCase):
    def setUp(self) -> None:
        # Asked of a service only for SASL, whose tests are in test_samples.
        self.samples = {name: source for name, source in samples().items() if name != "kafka-sasl"}

    def test_there_is_a_sample_of_every_class(self) -> None:
        self.assertEqual(set(SOURCES), {type(source) for source in self.samples.values()})

    def test_a_source_is_the_same_after_the_wire(self) -> None:
        for name, source in self.samples.items():
            expected = copy.copy(source)
            for field in dataclasses.fields(source):
                if field.name.startswith("materialization_"):
                    setattr(expected, field.name, None)
                if field.name == "query_group":
                    expected.query_group = None
            back = d.from_spec(source.to_spec())
            self.assertEqual(expected, back, name)
            self.assertEqual(source.to_spec(), back.to_spec(), name)

    def test_unknown_members_survive_and_known_ones_can_change(self) -> None:
        for name, source in self.samples.items():
            spec = _with_unknown(source.to_spec())
            back = d.from_spec(copy.deepcopy(spec))
            self.assertEqual(spec, back.to_spec(), name)
            back.description = "changed"
            changed = back.to_spec()
            self.assertEqual("changed", next(iter(changed[key] for key in changed if key.endswith("Source")))["description"])

    def test_what_there_is_no_class_for_is_refused_and_not_dropped(self) -> None:
        with self.assertRaisesRegex(QwakException, "no class"):
            d.from_spec({"batchSource": {"featuresetOfflineSource": {}}})
        spec = self.samples["parquet-gcs"].to_spec()
        spec["batchSource"]["parquetSource"]["filesystemConfiguration"] = {"gcsUserCredentials": {}}
        with self.assertRaisesRegex(QwakException, "no class"):
            d.from_spec(spec)

    def test_raw_credentials_are_neither_printed_nor_sent(self) -> None:
        source = d.RedshiftSource(*COMMON, db_table="t", access_key="c4n4ry-1", secret_access_key="c4n4ry-2")
        self.assertNotIn("c4n4ry", repr(source) + str(source))
        with self.assertRaisesRegex(QwakException, "^access_key and secret_access_key are not yet supported") as caught:
            source.to_spec()
        self.assertNotIn("c4n4ry", str(caught.exception))


class DocumentTest(unittest.TestCase):
    def test_the_walk_through_of_the_documents_runs(self) -> None:
        page = (Path(__file__).resolve().parents[3] / "docs" / "feature-store" / "sources.md").read_text(encoding="utf-8")
        code = page.split("```python\n")[1].split("```")[0]
        names: Dict[str, Any] = {}
        with self.assertWarns(DeprecationWarning):
            exec(code, names)
        spec = names["snowflake_source"].to_spec()["batchSource"]["snowflakeSource"]
        self.assertEqual(
            ("snowflake-user", "snowflake-password", "ORDERS"),
            (spec["usernameSecretName"], spec["passwordSecretName"], spec["table"]))


def _with_unknown(spec: Any) -> Any:
    """A newer client's member in every message; the maps of Kafka are not messages."""
    if not isinstance(spec, dict):
        return spec
    known = {name: value if name.endswith("Configs") else _with_unknown(value) for name, value in spec.items()}
    return {**known, "ofTheFuture": 7}

"""Databases that are addressed by a JDBC URL."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Dict, Optional

from qwak.feature_store.data_sources.base import BaseBatchSource, batch
from qwak.feature_store.data_sources.rules import exactly_one, require

DEFAULT_QUERY_GROUP = "_qwak_featurestore"
_ONE_LOGIN = (
    "Exactly one way to log in must be set, whole: access_key and secret_access_key, iam_role_arn, or "
    "username_secret_name and password_secret_name"
)


def jdbc(**attributes: str) -> Dict[str, str]:
    """Paths of the fields: the common ones of JDBC, and ``attributes``."""
    return batch(
        "jdbcSource", username_secret_name="usernameSecretName", password_secret_name="passwordSecretName", url="url",
        db_table="dbTable", query="query", **attributes,
    )


@dataclass
class JdbcSource(BaseBatchSource):
    """A table or a query. The URL must hold no credentials."""

    username_secret_name: Optional[str] = None
    password_secret_name: Optional[str] = None
    url: Optional[str] = None
    db_table: Optional[str] = None
    query: Optional[str] = None

    def __post_init__(self) -> None:
        exactly_one("Only one of query and db_table must be set", self.db_table, self.query)


@dataclass
class MysqlSource(JdbcSource):
    """MySQL or MariaDB."""

    repository: Optional[str] = None

    MESSAGE = "batchSource.jdbcSource.mysqlSource"
    FIELDS = jdbc()


@dataclass
class PostgresSource(JdbcSource):
    """PostgreSQL."""

    repository: Optional[str] = None

    MESSAGE = "batchSource.jdbcSource.postgresqlSource"
    FIELDS = jdbc()


@dataclass
class RedshiftSource(JdbcSource):
    """Amazon Redshift, with exactly one way to log in.

    ``access_key`` and ``secret_access_key`` are raw values and not yet supported: they are neither printed nor sent.
    """

    iam_role_arn: Optional[str] = None
    db_user: Optional[str] = None
    access_key: Optional[str] = field(default=None, repr=False)
    secret_access_key: Optional[str] = field(default=None, repr=False)
    query_group: Optional[str] = DEFAULT_QUERY_GROUP
    repository: Optional[str] = None

    MESSAGE = "batchSource.jdbcSource.redshiftSource"
    FIELDS = jdbc(iam_role_arn="redshiftSource.iamRoleArn", db_user="redshiftSource.dbUser")

    def __post_init__(self) -> None:
        super().__post_init__()
        for pair in ((self.access_key, self.secret_access_key), (self.username_secret_name, self.password_secret_name)):
            require(bool(pair[0]) == bool(pair[1]), _ONE_LOGIN)
        exactly_one(_ONE_LOGIN, self.access_key, self.iam_role_arn, self.username_secret_name)
        # The wire has no field for it, and what a script asks for must not be dropped without a word.
        require(self.query_group in (None, DEFAULT_QUERY_GROUP), f"query_group must be '{DEFAULT_QUERY_GROUP}'")

    def to_spec(self) -> Dict[str, Any]:
        """The JSON form; raw credentials have none."""
        require(
            not self.access_key,
            "access_key and secret_access_key are not yet supported, and a definition must not hold raw credentials: "
            "use iam_role_arn, or username_secret_name and password_secret_name.",
        )
        return super().to_spec()

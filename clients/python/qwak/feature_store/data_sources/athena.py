"""Amazon Athena."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Optional

from qwak.feature_store.data_sources.aws_authentication import AWS_AUTHENTICATIONS, AwsAuthentication
from qwak.feature_store.data_sources.jdbc import JdbcSource, jdbc
from qwak.feature_store.data_sources.rules import require
from qwak.feature_store.data_sources.wire import one_of


@dataclass
class AthenaSource(JdbcSource):
    """A table or a query of Athena."""

    aws_region: Optional[str] = None
    s3_output_location: Optional[str] = None
    aws_authentication: Optional[AwsAuthentication] = None
    time_partition_columns: Any = None
    workgroup: Optional[str] = None
    repository: Optional[str] = None

    MESSAGE = "batchSource.jdbcSource.athenaSource"
    FIELDS = jdbc(
        aws_region="athenaSource.awsRegion", s3_output_location="athenaSource.s3OutputLocation",
        aws_authentication="athenaSource.awsAuthentication", workgroup="athenaSource.workgroup",
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.aws_authentication:
            raise AttributeError("`aws_authentication` must be set")
        if not self.aws_region:
            raise AttributeError("`aws_region` must be set")
        if not (self.s3_output_location or self.workgroup):
            raise AttributeError("At least one of: `s3_output_location`, `workgroup` must be set")
        require(
            self.time_partition_columns is None,
            "time_partition_columns must be None: this version cannot send partition columns.",
        )

    @classmethod
    def part(cls, attribute: str, value: Any) -> Any:
        """The authentication has a message of its own."""
        return one_of(AWS_AUTHENTICATIONS, value) if attribute == "aws_authentication" else value

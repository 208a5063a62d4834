"""How a source of files logs in to the object store."""

from __future__ import annotations

from dataclasses import dataclass

from qwak.feature_store.data_sources.rules import require
from qwak.feature_store.data_sources.wire import WirePart


class FileSystemConfiguration(WirePart):
    """A way to log in."""


@dataclass
class AwsS3FileSystemConfiguration(FileSystemConfiguration):
    """S3 with an access key that secrets hold."""

    access_key_secret_name: str
    secret_key_secret_name: str
    bucket: str
    session_token_secret_name: str = ""

    MESSAGE = "awsS3Configuration"
    FIELDS = {
        "access_key_secret_name": "awsS3Configuration.accessKeySecretName",
        "secret_key_secret_name": "awsS3Configuration.secretKeySecretName",
        "bucket": "awsS3Configuration.bucket",
        "session_token_secret_name": "awsS3Configuration.sessionTokenSecretName",
    }

    def __post_init__(self) -> None:
        require(self.access_key_secret_name, "access_key field is mandatory")
        require(self.secret_key_secret_name, "secret_key field is mandatory")
        require(self.bucket, "bucket field is mandatory")


@dataclass
class AnonymousS3Configuration(FileSystemConfiguration):
    """S3 without a login."""

    MESSAGE = "anonymousS3Configuration"


@dataclass
class AwsS3AssumeRoleFileSystemConfiguration(FileSystemConfiguration):
    """S3 under an assumed role."""

    role_arn: str

    MESSAGE = "awsS3AssumeRoleConfiguration"
    FIELDS = {"role_arn": "awsS3AssumeRoleConfiguration.roleArn"}


@dataclass
class GcpGcsUnauthenticated(FileSystemConfiguration):
    """Google Cloud Storage without a login."""

    MESSAGE = "gcsUnauthenticated"


@dataclass
class GcpGcsServiceAccountImpersonation(FileSystemConfiguration):
    """Google Cloud Storage as a service account that is impersonated."""

    service_account_user: str

    MESSAGE = "gcsServiceAccountImpersonation"
    FIELDS = {"service_account_user": "gcsServiceAccountImpersonation.serviceAccountUser"}


FILE_SYSTEMS = (
    AwsS3FileSystemConfiguration,
    AnonymousS3Configuration,
    AwsS3AssumeRoleFileSystemConfiguration,
    GcpGcsUnauthenticated,
    GcpGcsServiceAccountImpersonation,
)

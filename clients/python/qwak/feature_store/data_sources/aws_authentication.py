"""How an Athena source logs in to AWS."""

from __future__ import annotations

from dataclasses import dataclass

from qwak.feature_store.data_sources.wire import WirePart


class AwsAuthentication(WirePart):
    """A way to log in."""


@dataclass
class AwsAssumeRoleAuthentication(AwsAuthentication):
    """Assumes a role."""

    role_arn: str

    MESSAGE = "assumeRoleAuthentication"
    FIELDS = {"role_arn": "assumeRoleAuthentication.roleArn"}


@dataclass
class AwsCredentialsAuthentication(AwsAuthentication):
    """An access key that secrets hold."""

    access_key_secret_name: str
    secret_key_secret_name: str

    MESSAGE = "credentialsAuthentication"
    FIELDS = {
        "access_key_secret_name": "credentialsAuthentication.accessKeySecretName",
        "secret_key_secret_name": "credentialsAuthentication.secretKeySecretName",
    }


AWS_AUTHENTICATIONS = (AwsAssumeRoleAuthentication, AwsCredentialsAuthentication)

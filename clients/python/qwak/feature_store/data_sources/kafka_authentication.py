"""How a Kafka source logs in."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any, Dict

from qwak.clients.secret_service import SecretServiceClient
from qwak.exceptions import QwakException, StatusCode
from qwak.feature_store.data_sources.rules import require
from qwak.feature_store.data_sources.wire import WirePart


class SaslMechanism(Enum):
    """The numbers are those of the wire."""

    SCRAMSHA256 = 0
    SCRAMSHA512 = 1
    PLAIN = 2


class SecurityProtocol(Enum):
    """What is spoken below SASL."""

    SASL_SSL = 0


class BaseAuthentication(WirePart):
    """A way to log in."""


@dataclass
class PlainAuthentication(BaseAuthentication):
    """Neither login nor TLS."""

    MESSAGE = "plain"


@dataclass
class SslAuthentication(BaseAuthentication):
    """TLS without a login of its own."""

    MESSAGE = "ssl"


@dataclass
class SaslAuthentication(BaseAuthentication):
    """SASL over TLS. Both secrets are looked up when the source is sent, and must not be empty."""

    username_secret: str
    password_secret: str
    sasl_mechanism: SaslMechanism
    security_protocol: SecurityProtocol

    MESSAGE = "sasl"
    FIELDS = {
        "username_secret": "sasl.usernameSecret",
        "password_secret": "sasl.passwordSecret",
        "sasl_mechanism": "sasl.saslMechanism",
        "security_protocol": "sasl.securityProtocol",
    }

    def to_spec(self) -> Dict[str, Any]:
        """The JSON form, when both secrets are there."""
        client = SecretServiceClient()
        for role, name in (("username", self.username_secret), ("password", self.password_secret)):
            require(_is_there(client, name), f"Secret for {role} {name} does not exist")
        return super().to_spec()

    @classmethod
    def part(cls, attribute: str, value: Any) -> Any:
        """The enumerations travel by name, and their first member not at all."""
        kinds = {"sasl_mechanism": SaslMechanism, "security_protocol": SecurityProtocol}
        if attribute not in kinds:
            return value
        return kinds[attribute][value] if value else kinds[attribute](0)


AUTHENTICATIONS = (PlainAuthentication, SslAuthentication, SaslAuthentication)


def _is_there(client: SecretServiceClient, name: str) -> bool:
    try:
        return client.get_secret(name) != ""
    except QwakException as error:
        # Who may use a secret without reading it leaves the check to the service.
        if error.status_code is StatusCode.PERMISSION_DENIED:
            return True
        raise

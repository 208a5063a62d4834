"""Kafka."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Dict, Optional

from qwak.feature_store.data_sources.base import REPOSITORY, BaseSource
from qwak.feature_store.data_sources.kafka_authentication import AUTHENTICATIONS, BaseAuthentication, SslAuthentication
from qwak.feature_store.data_sources.rules import exactly_one, require
from qwak.feature_store.data_sources.wire import one_of

_KAFKA = "streamSource.kafkaSourceV1"


@dataclass
class KafkaSource(BaseSource):
    """Topics of Kafka, chosen by exactly one of ``assign``, ``subscribe`` and ``subscribe_pattern``.

    ``secret_configs`` maps a setting of the client to the name of the secret that holds its value;
    ``passthrough_configs`` must hold no credentials. ``deserialization`` must be None: this version cannot send one.
    """

    bootstrap_servers: str
    deserialization: Any
    secret_configs: Dict[str, str] = field(default_factory=dict)
    passthrough_configs: Dict[str, str] = field(default_factory=dict)
    assign: Optional[str] = None
    subscribe: Optional[str] = None
    subscribe_pattern: Optional[str] = None
    authentication_method: Optional[BaseAuthentication] = field(default_factory=SslAuthentication)
    repository: Optional[str] = None

    MESSAGE = _KAFKA
    FIELDS = {
        "name": "streamSource.name",
        "description": "streamSource.description",
        "bootstrap_servers": f"{_KAFKA}.bootstrapServers",
        "secret_configs": f"{_KAFKA}.secretConfigs",
        "passthrough_configs": f"{_KAFKA}.passthroughConfigs",
        "assign": f"{_KAFKA}.assign",
        "subscribe": f"{_KAFKA}.subscribe",
        "subscribe_pattern": f"{_KAFKA}.subscribePattern",
        "authentication_method": f"{_KAFKA}.authenticationMethod",
        "repository": REPOSITORY,
    }

    def __post_init__(self) -> None:
        exactly_one(
            "Exactly one of (assign, subscribe, subscribe_pattern) must be defined!",
            self.assign, self.subscribe, self.subscribe_pattern,
        )

    def to_spec(self) -> Dict[str, Any]:
        """The JSON form; a deserializer has none."""
        require(self.deserialization is None, "deserialization must be None: this version cannot send a deserializer.")
        return super().to_spec()

    @classmethod
    def part(cls, attribute: str, value: Any) -> Any:
        """The authentication has a message of its own."""
        return one_of(AUTHENTICATIONS, value) if attribute == "authentication_method" else value

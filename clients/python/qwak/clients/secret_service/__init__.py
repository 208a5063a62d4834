"""Secrets of one environment."""

from qwak.clients.secret_service.client import SecretServiceClient
from qwak.clients.secret_service.secret_properties import SecretProperties

__all__ = ["SecretProperties", "SecretServiceClient"]

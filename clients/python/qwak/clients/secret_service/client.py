"""The client of the secret service."""

from __future__ import annotations

from typing import Any, List, Optional, Union

from qwak._rest.answer import Answer, Failure
from qwak._rest.hidden import Hidden
from qwak._rest.session import Session
from qwak._rest.settings import Settings
from qwak.clients.secret_service.listing import list_all
from qwak.clients.secret_service.secret_properties import SecretProperties
from qwak.exceptions import QwakException, StatusCode


class SecretServiceClient:
    """Reads, sets, deletes and lists the secrets of one environment.

    Configured by environment variables and ``~/.qwak/config``; see the package's README. One client may be used by
    several threads.

    :param edge_services_url: ``host:port`` of the service, instead of the configured address.
    :param enable_ssl: must stay True; there is no unencrypted transport.
    :param grpc_channel: must stay None; this client speaks REST.
    :param environment_id: name or id of the environment, instead of the configured one.
    :param profile: section of the configuration file (an extension of ours).
    """

    def __init__(
        self,
        edge_services_url: Optional[str] = None,
        enable_ssl: bool = True,
        grpc_channel: Any = None,
        environment_id: Optional[str] = None,
        *,
        profile: str = "default",
    ) -> None:
        if grpc_channel is not None:
            raise QwakException("This client speaks REST and cannot use a grpc_channel; pass edge_services_url instead.")
        if not enable_ssl:
            raise QwakException("This client speaks https only: enable_ssl=False is refused.")
        self._session = Session(Settings.resolve(edge_services_url, environment_id, profile))

    def get_secret(self, name: str, *, version: Optional[int] = None) -> str:
        """The value of a secret. Do not print or log it: a build's output can be read by others.

        :param version: number of an older version (an extension of ours).
        """
        outcome = self._call("GET", name, "/value" if version is None else f"/value?version={int(version)}")
        if isinstance(outcome, Failure):
            if outcome.status_code is StatusCode.NOT_FOUND:
                raise outcome.exception(f"Secret [{name}] not found")
            raise outcome.exception(
                f"Failed to get secret, name: [{name}], error code is [{outcome.status_code}], "
                f"error message is [{outcome.details}]"
            )
        value = outcome.text("value")
        if value is None:
            raise QwakException(
                f"Failed to get secret, name: [{name}], error code is [{StatusCode.UNKNOWN}], "
                "error message is [The answer holds no value]",
                StatusCode.UNKNOWN,
            )
        return value

    def set_secret(self, name: str, value: str, *, expected_version: Optional[int] = None) -> None:
        """Makes the value the current version of the secret. Setting the current value again changes nothing.

        :param expected_version: the version that must be the current one, 0 for none; else the exception's ``code`` is
            ``version_conflict`` and nothing has changed (an extension of ours).
        """
        if not isinstance(value, str):
            raise TypeError(f"the value must be str, not {type(value).__name__}")
        # From here on no frame of ours has the text itself, so a report that prints local variables has none to show.
        hidden, value = Hidden(value), "[redacted]"
        outcome = self._call("PUT", name, "", hidden, expected_version)
        if isinstance(outcome, Failure):
            raise outcome.exception(
                f"Failed to set secret, name: [{name}], error code is [{outcome.status_code}], "
                f"error is [{outcome.details}]"
            )

    def delete_secret(self, name: str) -> None:
        """Deletes a secret. One that does not exist is an error of status NOT_FOUND."""
        outcome = self._call("DELETE", name, "")
        if isinstance(outcome, Failure):
            raise outcome.exception(f"Failed to delete secret, name: [{name}], error is [{outcome.details}]")

    def list_secrets(self) -> List[SecretProperties]:
        """The properties of all secrets in the environment, by name; never a value (an extension of ours)."""
        outcome = list_all(self._session)
        if isinstance(outcome, Failure):
            raise outcome.exception(
                f"Failed to list secrets, error code is [{outcome.status_code}], error message is [{outcome.details}]"
            )
        return outcome

    def _call(
        self, method: str, name: str, suffix: str, value: Optional[Hidden] = None, expected_version: Optional[int] = None
    ) -> Union[Answer, Failure]:
        if not isinstance(name, str):
            raise TypeError(f"the name must be str, not {type(name).__name__}")
        return self._session.call_secret(method, name, suffix, value, expected_version)

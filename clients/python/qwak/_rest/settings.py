"""Where and as whom to connect."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Dict, Mapping, Optional

from qwak._rest.address import Address, parse_control_plane, parse_edge, parse_jfrog, parse_url
from qwak._rest.hidden import Hidden
from qwak._rest.profiles import read_profile, root_folder
from qwak.exceptions import QwakException


@dataclass(frozen=True)
class Settings:
    """The settings in force. For each, the first wins: an argument, an environment variable, the profile."""

    address: Address
    folder: str
    ca_file: Optional[str]
    environment: Optional[str]
    api_key: Optional[Hidden]
    profile_of_key: Optional[str]
    """Name of the profile that the API key came from; None when it came from a variable."""
    jfrog_url: Optional[str]
    jfrog_token: Optional[Hidden]

    @staticmethod
    def resolve(edge_services_url: Optional[str], environment_id: Optional[str], profile: str) -> Settings:
        """Reads variables and configuration file. Raises QwakException when address or credential is missing."""
        variables = os.environ
        folder = root_folder(variables)
        section = read_profile(folder, profile)
        jfrog_url = _jfrog_url(variables)
        from_variable = _text(variables, "QWAK_API_KEY")
        api_key = from_variable or _text(section, "api_key")
        if api_key is None and jfrog_url is None:
            raise QwakException(
                f"No credential is configured for the profile '{profile}': run `qwak configure`, or set QWAK_API_KEY, "
                "or JF_URL and JF_ACCESS_TOKEN."
            )
        ca_file = _text(variables, "QWAK_CA_FILE") or _text(section, "ca_file")
        return Settings(
            address=_address(edge_services_url, variables, section),
            folder=folder,
            ca_file=os.path.expanduser(ca_file) if ca_file else None,
            environment=environment_id or _text(variables, "QWAK_ENVIRONMENT") or _text(section, "environment"),
            api_key=None if api_key is None else Hidden(api_key),
            profile_of_key=None if from_variable else profile,
            jfrog_url=jfrog_url,
            jfrog_token=Hidden(_text(variables, "JF_ACCESS_TOKEN") or "") if jfrog_url else None,
        )


def _address(edge: Optional[str], variables: Mapping[str, str], section: Dict[str, str]) -> Address:
    if edge is not None:
        return parse_edge(edge)
    for text, setting in ((_text(variables, "QWAK_URL"), "QWAK_URL"), (_text(section, "url"), "url in the profile")):
        if text:
            return parse_url(text, setting)
    if "CONTROL_PLANE_GRPC_ADDRESS" in variables:
        return parse_control_plane(variables["CONTROL_PLANE_GRPC_ADDRESS"])
    jfrog = _text(variables, "JF_URL")
    if jfrog:
        return parse_jfrog(jfrog)
    raise QwakException(
        "The address of the service is not configured: set QWAK_URL to https://host:port, or run `qwak configure --url`."
    )


def _jfrog_url(variables: Mapping[str, str]) -> Optional[str]:
    """The JFrog base address, when the JFrog login is to be used."""
    url = _text(variables, "JF_URL")
    forced = (_text(variables, "FORCE_QWAK_AUTH") or "").lower() == "true"
    if url is None or forced or _text(variables, "JF_ACCESS_TOKEN") is None:
        return None
    parse_jfrog(url)
    url = url.rstrip("/")
    return url[: -len("/artifactory")] if url.endswith("/artifactory") else url


def _text(source: Mapping[str, str], key: str) -> Optional[str]:
    # A setting that is empty counts as absent; line ends come along when a file is read into a variable.
    return source.get(key, "").strip() or None

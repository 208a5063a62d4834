"""Where and as whom to connect."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Dict, Mapping, Optional

from qwak._rest.address import Address, parse_control_plane, parse_edge, parse_jfrog, parse_url
from qwak._rest.hidden import Hidden
from qwak._rest.oidc import OidcToken
from qwak._rest.profiles import read_profile, root_folder
from qwak._rest.token_cache import section_for
from qwak.exceptions import QwakException


@dataclass(frozen=True)
class Settings:
    """The settings in force. For each, the first wins: an argument, an environment variable, the profile."""

    address: Address
    folder: str
    ca_file: Optional[str]
    environment: Optional[str]
    api_key: Optional[Hidden]
    oidc_token: Optional[OidcToken]
    """A workload's token, which is only looked for where no variable holds an API key, and wins over the profile's."""
    cache_section: str
    """Section of the token cache that belongs to the API key or the workload's token."""
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
        oidc_token = OidcToken.find(variables) if from_variable is None and jfrog_url is None else None
        api_key = None if oidc_token is not None else from_variable or _text(section, "api_key")
        if api_key is None and oidc_token is None and jfrog_url is None:
            raise QwakException(
                f"No credential is configured for the profile '{profile}': run `qwak configure`, or set QWAK_API_KEY, "
                "QWAK_OIDC_TOKEN_FILE, or JF_URL and JF_ACCESS_TOKEN."
            )
        address = _address(edge_services_url, variables, section)
        ca_file = _text(variables, "QWAK_CA_FILE") or _text(section, "ca_file")
        return Settings(
            address=address,
            folder=folder,
            ca_file=os.path.expanduser(ca_file) if ca_file else None,
            environment=environment_id or _text(variables, "QWAK_ENVIRONMENT") or _text(section, "environment"),
            api_key=None if api_key is None else Hidden(api_key),
            oidc_token=oidc_token,
            cache_section=_cache_section(address, from_variable, oidc_token, profile),
            jfrog_url=jfrog_url,
            jfrog_token=Hidden(_text(variables, "JF_ACCESS_TOKEN") or "") if jfrog_url else None,
        )


def _cache_section(
    address: Address, from_variable: Optional[str], oidc_token: Optional[OidcToken], profile: str
) -> str:
    if oidc_token is not None:
        return section_for(address.origin, oidc_token.read())
    return profile if from_variable is None else section_for(address.origin, Hidden(from_variable))


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

"""The configuration file ``~/.qwak/config``, which ``qwak configure`` writes."""

from __future__ import annotations

import configparser
import os
from typing import Dict, Mapping

from qwak.exceptions import QwakException


def root_folder(environment: Mapping[str, str]) -> str:
    """The folder of configuration and token cache."""
    home = environment.get("QWAK_HOME") or os.path.expanduser("~")
    return os.path.join(home, ".qwak")


def new_parser() -> configparser.RawConfigParser:
    """A parser that takes every value as it stands and gives no section a special meaning."""
    parser = configparser.RawConfigParser(strict=False, default_section="")
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    return parser


def read_profile(folder: str, profile: str) -> Dict[str, str]:
    """The settings of one profile; empty when the file or the section is missing."""
    path = os.path.join(folder, "config")
    parser = new_parser()
    problem = None
    try:
        with open(path, encoding="utf-8-sig") as file:
            parser.read_file(file)
    except FileNotFoundError:
        return {}
    except OSError as error:
        problem = error.strerror
    except (configparser.Error, UnicodeDecodeError):
        # These repeat the offending line, which may be the API key.
        problem = "it is not a valid INI file"
    if problem is not None:
        raise QwakException(f"The configuration file {path} cannot be read: {problem}.")
    return dict(parser.items(profile)) if parser.has_section(profile) else {}

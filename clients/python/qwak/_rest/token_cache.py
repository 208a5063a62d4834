"""The cache of access tokens, ``~/.qwak/auth``, shared with the command line and the other SDKs."""

from __future__ import annotations

import configparser
import hashlib
import json
import os
import tempfile
from typing import Optional

from qwak._rest.hidden import Hidden
from qwak._rest.profiles import new_parser


class TokenCache:
    """One section of the file. Without locks: it is replaced as a whole, and a lost update costs one login."""

    def __init__(self, folder: str, section: str) -> None:
        self._folder = folder
        self._path = os.path.join(folder, "auth")
        self._section = section

    def read(self) -> Optional[Hidden]:
        """The cached token; None when there is none that can be read."""
        text = self._load().get(self._section, "tokens", fallback="")
        try:
            token = json.loads(text)
        except ValueError:
            return None
        return Hidden(token) if isinstance(token, str) and token else None

    def write(self, token: Optional[Hidden]) -> None:
        """Stores a token, or drops it. A folder that cannot be written only means more logins."""
        parser = self._load()
        parser.remove_section(self._section)
        if token is not None:
            parser.add_section(self._section)
            parser.set(self._section, "tokens", json.dumps(token.reveal()))
        try:
            self._replace(parser)
        except OSError:
            return

    def _load(self) -> configparser.RawConfigParser:
        parser = new_parser()
        try:
            with open(self._path, encoding="utf-8-sig") as file:
                parser.read_file(file)
        except (OSError, configparser.Error, UnicodeDecodeError):
            return new_parser()
        return parser

    def _replace(self, parser: configparser.RawConfigParser) -> None:
        os.makedirs(self._folder, mode=0o700, exist_ok=True)
        # mkstemp makes the file readable by its owner alone, from its first moment.
        handle, temporary = tempfile.mkstemp(prefix="auth.", dir=self._folder)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                parser.write(file)
            os.replace(temporary, self._path)
        except OSError:
            os.unlink(temporary)
            raise


def section_for(origin: str, key: Hidden) -> str:
    """The section of a key, or of a workload's token, that did not come from a profile."""
    # The original names the section by the API key itself and so writes the key to disk; a hash tells nothing.
    digest = hashlib.sha256(f"{origin}\n{key.reveal()}".encode("utf-8", "surrogatepass"))
    return "key-" + digest.hexdigest()[:16]

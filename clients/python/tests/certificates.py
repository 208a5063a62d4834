"""A certificate authority and a server certificate for localhost, made by openssl for one test class."""

from __future__ import annotations

import os
import subprocess

_EXTENSIONS = """
[authority]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign
subjectKeyIdentifier = hash
[server]
basicConstraints = CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectAltName = DNS:localhost, IP:127.0.0.1
authorityKeyIdentifier = keyid
"""


class Certificates:
    """Files in the given folder: ``ca`` for clients, ``chain`` and ``key`` for the server."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self.ca, self.chain, self.key = self._at("ca.pem"), self._at("server.pem"), self._at("server.key")
        with open(self._at("extensions"), "w", encoding="ascii") as file:
            file.write(_EXTENSIONS)
        self._sign(self._at("ca.key"), self.ca, "/CN=Test authority", "authority")
        self._sign(self.key, self.chain, "/CN=localhost", "server", "-CA", self.ca, "-CAkey", self._at("ca.key"))

    def _sign(self, key: str, certificate: str, subject: str, section: str, *issuer: str) -> None:
        request = certificate + ".csr"
        curve = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
        _openssl("req", "-new", *curve, "-keyout", key, "-subj", subject, "-out", request)
        extensions = ("-extfile", self._at("extensions"), "-extensions", section)
        signer = (*issuer, "-CAcreateserial") if issuer else ("-signkey", key)
        _openssl("x509", "-req", "-in", request, "-days", "2", "-out", certificate, *extensions, *signer)

    def _at(self, name: str) -> str:
        return os.path.join(self._folder, name)


def _openssl(*arguments: str) -> None:
    subprocess.run(("openssl", *arguments), check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

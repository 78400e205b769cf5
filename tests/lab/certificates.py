"""Certificates of the lab as files, one for each different `Certificate`, issued by the throw-away authority."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from maildoctor.demo.ca import Authority
from tests.lab.world import Certificate


@dataclass(frozen=True, slots=True)
class Files:
    """Where one certificate lies: key, chain, and both in one file (key first) for Postfix."""

    key: Path
    chain: Path
    both: Path


class Cabinet:
    """Issues on demand and remembers."""

    def __init__(self, directory: Path) -> None:
        directory.mkdir()
        self._directory = directory
        self._authority = Authority("maildoctor lab")
        self._issued: dict[Certificate, Files] = {}
        self.ca_file = directory / "ca.pem"
        self.ca_file.write_bytes(self._authority.root_pem)

    def files(self, certificate: Certificate) -> Files:
        """The files of `certificate`."""
        if certificate not in self._issued:
            self._issued[certificate] = self._issue(certificate)
        return self._issued[certificate]

    def _issue(self, certificate: Certificate) -> Files:
        issued = self._authority.issue(certificate.names, certificate.fault)
        stem = self._directory / str(len(self._issued))
        files = Files(stem.with_suffix(".key"), stem.with_suffix(".pem"), stem.with_suffix(".both"))
        files.key.write_bytes(issued.key_pem)
        files.chain.write_bytes(issued.chain_pem)
        files.both.write_bytes(issued.key_pem + issued.chain_pem)
        return files

"""Who may be given a password (contract, "A password goes only to").

A login passes the gate twice: its host must be one that the customer or the domain vouches for, and the ledger must
grant the attempt. The certificate is a third gate, and it is the type `Verified` that keeps it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from maildoctor.diagnosis.places import is_private, mapping_of
from maildoctor.diagnosis.side import side_of
from maildoctor.discovery.domains import same_registrable_domain
from maildoctor.discovery.proposals import vouched_hosts
from maildoctor.model.case import Case
from maildoctor.model.evidence import Evidence
from maildoctor.model.probe import Login
from maildoctor.model.settings import Direction


@dataclass(frozen=True, slots=True)
class Gate:
    """`consent` asks the terminal about one more host; None where there is none."""

    case: Case
    consent: Callable[[str], bool] | None = None

    def admits(self, login: Login, address: str | None, evidence: Evidence) -> bool:
        """True where the host of `login`, reached at `address`, may be given the secret.

        `evidence`: what the domain's own autoconfig and the recognised provider name.
        """
        host = login.endpoint.host
        configured = host in _configured_hosts(self.case) or host in self.case.options.login_hosts
        if login.endpoint.port == 25 and not self._port_is_configured(login):
            return False
        if configured:
            return True
        mapped = mapping_of(self.case, host, login.endpoint.port) is not None
        if address is not None and not mapped and is_private(address):
            return False
        if self.case.domain and same_registrable_domain(host, self.case.domain):
            return True
        if host in vouched_hosts(self.case, evidence):
            return True
        return self.consent is not None and self.consent(host)

    def _port_is_configured(self, login: Login) -> bool:
        return any(
            (side := side_of(self.case, direction)).host == login.endpoint.host and side.port == 25
            for direction in Direction
        )


def _configured_hosts(case: Case) -> frozenset[str]:
    return frozenset(host for direction in Direction if (host := side_of(case, direction).host))

"""Faults on the other side of the wire: each certificate fault and each MX fault, planted into any healthy world."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from maildoctor.demo.ca import CertificateFault
from tests.lab.world import Certificate, Service, World, Zone
from tests.mutations.operators import Mutation, healthy


@dataclass(frozen=True, slots=True)
class ServerFault:
    """One operator. `plant` changes a world; `verdict` and `fields` are what the contract asks to be said of it.

    Each diagnosis must name one of `fields`: where the directions have servers of their own, each has its own entry.
    """

    name: str
    plant: Callable[[World], World]
    verdict: str
    fields: frozenset[str]


def _for_clients(service: Service) -> bool:
    return service.protocol != "mx"


def _for_servers(service: Service) -> bool:
    return service.protocol == "mx"


def _with_certificates(
    change: Callable[[Certificate], Certificate], wanted: Callable[[Service], bool] = _for_clients
) -> Callable[[World], World]:
    def plant(world: World) -> World:
        return replace(
            world,
            services=tuple(
                replace(s, certificate=change(s.certificate)) if s.certificate and wanted(s) else s
                for s in world.services
            ),
        )

    return plant


def _right_name(world: World) -> World:
    """Every server shows a certificate for a name of its hoster's, which leads to it as well."""
    zone = f"{world.name}-hoster.test"
    addresses = sorted({service.address for service in world.services})
    names = {address: f"sv{number}.{zone}" for number, address in enumerate(addresses, 1)}
    records = tuple(f"sv{n} {'AAAA' if ':' in a else 'A'} {a}" for n, a in enumerate(addresses, 1))
    # The addresses of one machine belong to one name: a dual-stack server has one certificate.
    first: dict[Certificate | None, str] = {}
    for address in addresses:
        shown = next(s.certificate for s in world.services if s.address == address)
        first.setdefault(shown, names[address])
    aliases = tuple(
        f"{first[shown].partition('.')[0]} {'AAAA' if ':' in s.address else 'A'} {s.address}"
        for s in world.services
        if (shown := s.certificate) is not None and first[shown] != names[s.address]
    )
    changed = replace(world, extra_zones=(*world.extra_zones, Zone(zone, tuple(dict.fromkeys((*records, *aliases))))))
    return replace(
        changed,
        services=tuple(
            replace(s, certificate=Certificate((first[s.certificate],))) if s.certificate else s for s in world.services
        ),
    )


def _with_mx(*lines: str, keep: bool = False) -> Callable[[World], World]:
    def plant(world: World) -> World:
        others = tuple(r for r in world.records if keep or " MX " not in f" {r} ")
        target = next(r.split()[-1] for r in world.records if " MX " in f" {r} ")
        return replace(world, records=(*others, *(line.replace("TARGET", target) for line in lines)))

    return plant


def server_faults() -> Iterator[ServerFault]:
    """All of them."""
    certificate, mx = frozenset(("server.certificate",)), frozenset(("dns.mx",))
    for fault in CertificateFault:
        if fault is not CertificateFault.NONE:
            plant = _with_certificates(lambda c, fault=fault: replace(c, fault=fault))  # type: ignore[misc]
            verdict = "warn" if fault is CertificateFault.ENDS_SOON else "fail"
            yield ServerFault(f"certificate {fault.value}", plant, verdict, certificate)
    elsewhere = _with_certificates(lambda c: Certificate((f"elsewhere.{c.names[0].partition('.')[2]}.invalid",)))
    yield ServerFault("certificate of another name", elsewhere, "fail", certificate)
    hosts = frozenset(("incoming.host", "outgoing.host"))
    yield ServerFault("certificate of another name of the server", _right_name, "fail", hosts)
    expired = _with_certificates(lambda c: replace(c, fault=CertificateFault.EXPIRED), _for_servers)
    yield ServerFault("mx certificate expired", expired, "warn", certificate)
    yield ServerFault("mx null", _with_mx("@ MX 0 ."), "fail", mx)
    yield ServerFault("mx missing", _with_mx(), "fail", mx)
    yield ServerFault("mx without address", _with_mx("@ MX 10 gone"), "fail", mx)
    yield ServerFault("mx at an alias", _with_mx("@ MX 10 alias-of-it", "alias-of-it CNAME TARGET"), "warn", mx)
    yield ServerFault("mx an address", _with_mx("@ MX 10 192.0.2.99."), "fail", mx)
    inside = _with_mx("@ MX 20 inside", "inside A 10.1.2.3", keep=True)
    yield ServerFault("mx at a private address too", inside, "warn", frozenset(("dns.address",)))


def wrong(world: World, fault: ServerFault, report: dict[str, object]) -> list[str]:
    """What is not as the contract asks, one line each."""
    named = [d["field"] for d in report["diagnoses"]]  # type: ignore[attr-defined]
    verdict = fault.verdict
    if fault.name == "mx missing" and any(r.split()[:2] in (["@", "A"], ["@", "AAAA"]) for r in world.records):
        verdict = "warn"  # the implicit MX (RFC 5321 section 5.1)
    complaints = []
    if report["verdict"] != verdict:
        complaints.append(f"{world.name}, {fault.name}: {report['verdict']} in place of {verdict}")
    if not named or set(named) - fault.fields:
        complaints.append(f"{world.name}, {fault.name}: {named}")
    return complaints


def as_configured(world: World) -> Mutation:
    """The healthy settings of a world, to be run against its faulty servers."""
    incoming, outgoing = healthy(world)
    return Mutation(world, "", "incoming", incoming, outgoing)

"""The two views of a certificate chain: what this PC trusts, and what the public roots say of the chain as sent.

One context a view and process: loading a root bundle costs 17 ms each time. What reads certificates is loaded with the
first one: that costs as much again.
"""

from __future__ import annotations

import datetime as dt
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from maildoctor.model.fact import Fault
from maildoctor.net.platform import system_context

if TYPE_CHECKING:
    from maildoctor.wire.x509 import Anchors

_BY_CODE = {
    9: Fault.NOT_YET_VALID,
    10: Fault.EXPIRED,
    26: Fault.KEY_USAGE,
    24: Fault.KEY_USAGE,
    25: Fault.KEY_USAGE,
    34: Fault.KEY_USAGE,
    79: Fault.KEY_USAGE,
    62: Fault.NAME,
    64: Fault.NAME,
    66: Fault.WEAK_KEY,
    67: Fault.WEAK_KEY,
    68: Fault.WEAK_SIGNATURE,
}
_ROOT_CODES = (2, 18, 19, 20, 21, 27)
_ROOT_FAULTS = (Fault.SELF_SIGNED, Fault.UNKNOWN_ROOT, Fault.ISSUER_NOT_SENT)


@dataclass(frozen=True)
class Trust:
    """The trust of one run. `ca_file` is added to both views; `pin` is the one certificate accepted by exception."""

    ca_file: str | None = None
    pin: str | None = None

    @cached_property
    def context(self) -> ssl.SSLContext:
        """View A: this PC's store. The only context whose connections may carry a login."""
        context = system_context()
        if self.ca_file:
            context.load_verify_locations(self.ca_file)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        # The default flags differ between Python versions (3.13 adds strict checks that hide the true reason).
        context.verify_flags = ssl.VERIFY_X509_TRUSTED_FIRST
        if hasattr(context, "hostname_checks_common_name"):
            context.hostname_checks_common_name = False
        # Python itself logs session keys to SSLKEYLOGFILE from default contexts; ours must never.
        if getattr(context, "keylog_filename", None) is not None:
            context.keylog_filename = None  # type: ignore[assignment]
        return context

    @cached_property
    def blind_context(self) -> ssl.SSLContext:
        """For the one pinned certificate: the caller compares the fingerprint before anything is sent."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        return context

    @cached_property
    def legacy_context(self) -> ssl.SSLContext:
        """TLS 1.0 and up with every cipher, unverified: to tell what an old server speaks. Never carries a login."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
        context.maximum_version = ssl.TLSVersion.TLSv1_1
        context.set_ciphers("ALL:COMPLEMENTOFALL:!aNULL:!eNULL:@SECLEVEL=0")
        context.options |= getattr(ssl, "OP_LEGACY_SERVER_CONNECT", 0)
        return context

    @cached_property
    def public(self) -> Anchors:
        """View B: the roots that everybody else trusts, and `ca_file`."""
        import certifi

        from maildoctor.wire.x509 import Anchors

        pems = [Path(certifi.where()).read_bytes()]
        if self.ca_file:
            pems.append(Path(self.ca_file).read_bytes())
        return Anchors(pems)

    def here(self, chain: Sequence[bytes], host: str, now: dt.datetime, code: int | None) -> tuple[Fault, ...]:
        """Every reason behind a refusal of this PC. `code` is OpenSSL's verify code; other platforms have none."""
        from maildoctor.wire.x509 import chain_faults

        reasons = dict.fromkeys(chain_faults(chain, host, now, None))
        end = next((fault for fault in _ROOT_FAULTS if fault in reasons), None)
        if end is not None:
            del reasons[end]
        if code in _BY_CODE:
            reasons.setdefault(_BY_CODE[code], None)
        if code in _ROOT_CODES or not reasons:
            reasons[end or Fault.UNKNOWN_ROOT] = None
        return tuple(reasons)

    def everywhere(self, chain: Sequence[bytes], host: str, now: dt.datetime) -> tuple[Fault, ...]:
        """Every reason of the public view."""
        from maildoctor.wire.x509 import chain_faults

        return chain_faults(chain, host, now, self.public)

    def label(self) -> str:
        """What the trust of this run rests on, for the report."""
        import os

        base = "SSL_CERT_FILE" if os.environ.get("SSL_CERT_FILE") else "system"
        return f"{base}, +ca-file" if self.ca_file else base

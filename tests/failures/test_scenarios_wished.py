"""Failures that are looked for only when somebody wishes it: block lists, relaying for strangers, a named DKIM key."""

from __future__ import annotations

from dataclasses import replace

from maildoctor.api import EnvelopeFact, Outcome
from maildoctor.model.case import Options
from maildoctor.model.fact import Envelop
from tests.failures.account import DOMAIN, World, examine

WORLD = World()
LIST = "zen.spamhaus.org"
LISTED = ("127.0.0.2",)


def test_ip_blacklisted() -> None:
    """A list that passes its own test and has the outgoing server's address; nobody asks without the wish."""
    world = WORLD.with_records((f"2.0.0.127.{LIST}", "A", LISTED), (f"10.2.0.192.{LIST}", "A", LISTED))
    assert examine(world).warns == ()
    told = examine(replace(world, options=Options(blocklists=True)))
    assert (told.fails, told.warns) == ((), (("server-ip-blacklisted", "network.address"),))


def test_a_list_that_does_not_answer_this_resolver_says_nothing() -> None:
    world = WORLD.with_records((f"10.2.0.192.{LIST}", "A", LISTED))
    told = examine(replace(world, options=Options(blocklists=True)))
    assert (told.fails, told.warns) == ((), ())


def test_dkim_key_missing() -> None:
    """The selector stands in the signature of a message that was sent; there is no key of this name."""
    told = examine(replace(WORLD, options=Options(dkim_selectors=("news",))))
    assert (told.fails, told.warns) == ((), (("dkim-selector-missing", "dns.dkim"),))
    assert examine(WORLD).warns == ()


def test_srv_open_relay() -> None:
    takes_all = EnvelopeFact(Outcome.ACCEPTED, Envelop.ACCEPTED, "250 ok")
    told = examine(replace(WORLD, bare=takes_all, options=Options(relay_test=True)))
    assert told.fails == (("server-open-relay", "server.relay"),)
    assert examine(replace(WORLD, bare=takes_all)).fails == ()


def test_the_domain_itself_is_asked_about_too() -> None:
    lists = (
        ("dbltest.com.dbl.spamhaus.org", "A", ("127.0.1.2",)),
        (f"{DOMAIN}.dbl.spamhaus.org", "A", ("127.0.1.2",)),
    )
    told = examine(replace(WORLD.with_records(*lists), options=Options(blocklists=True)))
    assert told.warns == (("domain-blacklisted", "network.address"),)

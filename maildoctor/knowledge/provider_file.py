"""Reading one provider entry, strictly: a typing error in the data is an error here, never a silent gap later."""

from __future__ import annotations

import tomllib

from maildoctor.knowledge.provider import (
    Applies,
    By,
    Gotcha,
    GotchaKind,
    Kind,
    Mistake,
    Notice,
    Provider,
    Recognise,
    Retired,
    ServerRule,
)
from maildoctor.knowledge.strict_table import ID, NAME, PATTERN, PLACEHOLDER, Table, one_of
from maildoctor.model.field import Field
from maildoctor.model.settings import Auth, Direction, Protocol, Security

HOST_PLACEHOLDERS = ("mx", "domain", "certificate")
USERNAME_PLACEHOLDERS = ("local", "domain")
USERNAME_FORMS = ("full", "local", "id")
_PROTOCOLS = {Direction.INCOMING: (Protocol.IMAP, Protocol.POP3), Direction.OUTGOING: (Protocol.SMTP,)}
_ORIGIN = ("source", "date", "unverified")
_ENTRIES = ("recognise", "server", "gotcha", "retired", "mistake", "notice")
_AUTHS = (Auth.PASSWORD, Auth.CRAM_MD5, Auth.APOP, Auth.XOAUTH2, Auth.OAUTHBEARER)


def load(text: str, id: str) -> Provider:  # noqa: A002 - the word of the schema
    """The provider of one entry's TOML `text`; `id` is the file's name without its ending.

    ValueError with the file, the key and what is allowed there, for everything that the schema does not know.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{id}.toml: {error}") from error
    top = Table(id, "", data)
    if not ID.fullmatch(id):
        top.refuse("file name", id, "lower-case words joined by '-'")
    top.only("kind", "panel", "name", *_ENTRIES)
    name = Table(id, "name", top.value("name", dict, "a table"))
    name.only("ja", "en")
    provider = Provider(
        id=id,
        name_ja=name.words("ja"),
        name_en=name.words("en"),
        kind=top.word("kind", Kind),
        panel=top.words("panel") if "panel" in data else None,
        recognise=top.entries("recognise", _recognise),
        servers=top.entries("server", _server),
        gotchas=top.entries("gotcha", _gotcha),
        retired=top.entries("retired", _retired),
        mistakes=top.entries("mistake", _mistake),
        notices=top.entries("notice", _notice),
    )
    _fits_together(top, provider, text)
    return provider


def _fits_together(top: Table, provider: Provider, text: str) -> None:
    if not provider.recognise:
        top.refuse("recognise", [], "at least one")
    if provider.servers and not provider.kind.has_mailboxes:
        top.refuse("server", provider.kind.value, "no servers for a kind without mailboxes")
    for rule in provider.servers:
        for placeholder, by in (("{mx}", By.MX), ("{certificate}", By.CERTIFICATE)):
            if placeholder in rule.host and not any(r.by is by for r in provider.recognise):
                top.refuse("server.host", rule.host, f"{placeholder} only beside a [[recognise]] by {by.value}")
    claims = [(r.by, suffix) for r in provider.recognise for suffix in r.suffixes]
    for by, suffix in claims:
        if claims.count((by, suffix)) > 1:
            top.refuse("recognise.suffixes", suffix, f"each suffix once by {by.value}")
        if f'"{suffix}"' not in text:
            # The search for a name reads the texts before it parses any, and looks for exactly this.
            top.refuse("recognise.suffixes", suffix, "suffixes in double quotes, without escapes")


def _recognise(table: Table) -> Recognise:
    table.only("by", "suffixes", "except", *_ORIGIN)
    return Recognise(
        by=table.word("by", By),
        suffixes=table.names("suffixes"),
        except_=table.names("except", PATTERN) if "except" in table.data else (),
        **table.origin(),
    )


def _server(table: Table) -> ServerRule:
    table.only("direction", "protocol", "host", "port", "security", "username", "auth", *_ORIGIN)
    direction = table.word("direction", Direction)
    protocol = table.word("protocol", Protocol, _PROTOCOLS[direction])
    auths = tuple(one_of(table, "auth", auth, _AUTHS) for auth in table.value("auth", list, "a list"))
    if not auths or (Auth.APOP in auths and protocol is not Protocol.POP3):
        table.refuse("auth", table.data["auth"], "at least one, and apop with pop3 alone")
    port = table.value("port", int, "a number")
    if port not in range(1, 65536):
        table.refuse("port", port, "1 to 65535")
    username = table.filled("username", USERNAME_PLACEHOLDERS)
    if username not in USERNAME_FORMS and not PLACEHOLDER.search(username):
        table.refuse("username", username, f"{', '.join(USERNAME_FORMS)}, or a form with {{local}} and {{domain}}")
    host = table.filled("host", HOST_PLACEHOLDERS)
    if not NAME.fullmatch(PLACEHOLDER.sub("name.example", host)):
        table.refuse("host", host, "a host name in lower case, with placeholders for whole labels")
    return ServerRule(
        direction=direction,
        protocol=protocol,
        host=host,
        port=port,
        security=table.word("security", Security, (Security.TLS, Security.STARTTLS)),
        username=username,
        auths=auths,
        **table.origin(),
    )


def _gotcha(table: Table) -> Gotcha:
    table.only("kind", "field", "ja", "en", *_ORIGIN)
    kind, field = table.word("kind", GotchaKind), table.word("field", Field)
    return Gotcha(kind=kind, field=field, ja=table.sentence("ja"), en=table.sentence("en"), **table.origin())


def _retired(table: Table) -> Retired:
    table.only("host", "since", "instead", "ja", "en", *_ORIGIN)
    return Retired(
        host=table.name("host") if "host" in table.data else None,
        since=table.partial_date("since") if "since" in table.data else None,
        instead=table.name("instead") if "instead" in table.data else None,
        ja=table.sentence("ja"),
        en=table.sentence("en"),
        **table.origin(),
    )


def _mistake(table: Table) -> Mistake:
    table.only("host", *_ORIGIN)
    return Mistake(host=table.name("host"), **table.origin())


def _notice(table: Table) -> Notice:
    table.only("id", "from", "show_from", "field", "applies", "ja", "en", *_ORIGIN)
    from_, show_from = table.day("from"), table.day("show_from")
    if show_from > from_:
        table.refuse("show_from", show_from, f"no later than from, {from_}")
    notice = table.words("id")
    if not ID.fullmatch(notice):
        table.refuse("id", notice, "lower-case words joined by '-'")
    return Notice(
        id=notice,
        from_=from_,
        show_from=show_from,
        field=table.word("field", Field),
        applies=table.word("applies", Applies),
        ja=table.sentence("ja"),
        en=table.sentence("en"),
        **table.origin(),
    )

"""The bytes of a document as text: what its bytes, the server and the document itself say of its encoding.

A byte order mark decides, then the charset of the Content-Type, then the XML declaration, then UTF-8 (RFC 7303
section 3; XML 1.0 section 4.3.3). Only encodings that mail providers are known to write are taken: Python knows codecs
that are no encodings of text, or slow on hostile input. A declared encoding that the bytes contradict is not guessed
at: no client could read such a document.
"""

from __future__ import annotations

import re

LARGEST = 256 * 1024
"""The longest document in bytes."""

_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_UNMARKED_UTF_16 = (b"<\x00", b"\x00<")
_CHARSET = re.compile(r"""charset\s{0,9}=\s{0,9}["']?([A-Za-z0-9._:-]{1,40})""", re.IGNORECASE)
_DECLARED = re.compile(rb"""<\?xml[^>]{1,200}?\bencoding\s{0,9}=\s{0,9}["']([^"'>]{0,40})["']""")
_CODECS = {
    "utf-8": ("utf-8",),
    "utf8": ("utf-8",),
    "utf-16le": ("utf-16-le",),
    "utf-16be": ("utf-16-be",),
    # The three are one to a browser (WHATWG Encoding Standard section 4.2), and servers add them to everything.
    "us-ascii": ("latin-1",),
    "iso-8859-1": ("latin-1",),
    "windows-1252": ("latin-1",),
    "iso-8859-15": ("iso8859-15",),
    "shift_jis": ("cp932",),
    "shift-jis": ("cp932",),
    "sjis": ("cp932",),
    "x-sjis": ("cp932",),
    "windows-31j": ("cp932",),
    "cp932": ("cp932",),
    "ms932": ("cp932",),
    # Row 13 (the sign for "Co., Ltd." among others) is in the later standard only.
    "euc-jp": ("euc_jp", "euc_jis_2004"),
    "x-euc-jp": ("euc_jp", "euc_jis_2004"),
    "iso-2022-jp": ("iso2022_jp_ext",),
}
"""Codecs by charset name in lower case, to be tried in this order."""
_SEVEN_BIT = "iso2022_jp_ext"


def decode(body: bytes, content_type: str = "") -> tuple[str, str]:
    """`body` as text without its byte order mark: (text, trouble). Trouble: "", `too-big` or `bad-encoding`."""
    if len(body) > LARGEST:
        return "", "too-big"
    for mark, codec in _MARKS:
        if body.startswith(mark):
            return _first_that_fits(body[len(mark) :], (codec,))
    told = _CHARSET.search(content_type)
    codecs = _CODECS.get(told[1].lower()) if told else None
    if codecs is None and body.startswith(_UNMARKED_UTF_16):
        return "", "bad-encoding"
    if codecs is None:
        declared = _DECLARED.match(body.lstrip(b" \t\r\n")[:300])
        name = declared[1].decode("latin-1").lower() if declared else "utf-8"
        codecs = _CODECS.get(name, ())
    return _first_that_fits(body, codecs)


def _first_that_fits(body: bytes, codecs: tuple[str, ...]) -> tuple[str, str]:
    for codec in codecs:
        try:
            return body.decode(codec), ""
        except UnicodeDecodeError:
            if codec == _SEVEN_BIT and body.isascii():
                # Signs of row 13 again, that no codec has here: none of them is in the name of a server.
                return body.decode(codec, "replace"), ""
    return "", "bad-encoding"

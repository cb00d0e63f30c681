"""Links by their scheme: which may be published, and which lead out of the site."""

from __future__ import annotations

import re
from urllib.parse import unquote

# The first lines are what the HTML standard lets a site register a handler for, and so calls safe;
# the last is the web, and what opens a calendar, a call, a message or a map.
_SCHEMES = """
    bitcoin ftp ftps geo im irc ircs magnet mailto matrix mms news nntp openpgp4fpr sftp sip sms
    smsto ssh tel urn webcal wtai xmpp
    facetime feed gemini gopher http https maps sgnl signal sips skype tg viber webcals whatsapp
"""
SCHEMES = frozenset(_SCHEMES.split())
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
PLAIN_ADDRESS = re.compile(r"(https?://[a-z0-9.-]+(/|\Z)|/|#|\.\.?/)[A-Za-z0-9_./~#-]*\Z")


def scheme_of(url: str) -> str:
    """Give the scheme of a URL as a browser reads it, in lower case; "" for none."""
    if PLAIN_ADDRESS.match(url) and not url.startswith("http"):
        return ""
    # Browsers skip white space and control characters in front of and inside a scheme.
    bare = "".join(c for c in unquote(url) if c > " ")
    scheme = _SCHEME.match(bare)
    return scheme[1].lower() if scheme else ""


def is_allowed(url: str) -> bool:
    """Tell whether a link may be published: it has no scheme, or one that runs nothing."""
    return PLAIN_ADDRESS.match(url) is not None or scheme_of(url) in SCHEMES or not scheme_of(url)


def is_outside(href: str) -> bool:
    """Tell whether a link leads out of the site."""
    return href.startswith("//") or _SCHEME.match(href) is not None

"""Web addresses: which schemes are safe, and one key for the many spellings of one address.

Scheme, `www.`, tracking parameters, AMP, fragments and slashes at the end make no other page. What
may make one stays: the path's case, other parameters, other ports and hosts.
"""

from __future__ import annotations

import re
from urllib.parse import (
    SplitResult,
    parse_qsl,
    quote,
    unquote,
    unquote_to_bytes,
    urlencode,
    urlsplit,
)

# The first lines are what the HTML standard lets a site register a handler for, and so calls safe;
# the last is the web, and what opens a calendar, a call, a message or a map.
_SCHEMES = """
    bitcoin ftp ftps geo im irc ircs magnet mailto matrix mms news nntp openpgp4fpr sftp sip sms
    smsto ssh tel urn webcal wtai xmpp
    facetime feed gemini gopher http https maps sgnl signal sips skype tg viber webcals whatsapp
"""
SCHEMES = frozenset(_SCHEMES.split())
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_HOST = re.compile(r"https?://[^/\\?#\s]", re.IGNORECASE)
PLAIN_ADDRESS = re.compile(r"(https?://[a-z0-9.-]+(/|\Z)|/|#|\.\.?/)[A-Za-z0-9_./~#-]*\Z")

NEVER_PLAIN = re.compile(r'[\s<>"{}|\\^`]')
"""What a URL has as a percent code only (RFC 3986, appendix A)."""


def percent_encoded(url: str) -> str:
    """Write as percent codes what no URL has as it is; letters of all scripts stay."""
    return NEVER_PLAIN.sub(lambda found: quote(found[0]), url)


def scheme_of(url: str) -> str:
    """Return the scheme of a URL as a browser reads it, in lower case; "" for none."""
    if PLAIN_ADDRESS.match(url) and not url.startswith("http"):
        return ""
    # Browsers skip white space and control characters in front of and inside a scheme.
    bare = "".join(c for c in unquote(url) if c > " ")
    scheme = _SCHEME.match(bare)
    return scheme[1].lower() if scheme else ""


def is_allowed(url: str) -> bool:
    """Return True if a link may be published: it has no scheme, or one that runs nothing.

    One of the web needs a host: browsers take `https:name` for a path or for a host, depending on
    the page that it is on (WHATWG, URL, "special relative or authority state").
    """
    if PLAIN_ADDRESS.match(url):
        return True
    scheme = scheme_of(url)
    if scheme in ("http", "https"):
        return _HOST.match(url) is not None
    return not scheme or scheme in SCHEMES


def is_outside(href: str) -> bool:
    """Return True if a link leads out of the site."""
    return href.startswith("//") or _SCHEME.match(href) is not None


_PORTS = {"http": 80, "https": 443}

_TRACKING = re.compile(
    r"""
      (?: utm | pk | piwik | mtm | matomo | hsa | vero | oly | trk | at | ns | mc | ga | fb | guce
        | soc ) _ .+                                        # families of parameters
    | fbclid | gclid | gclsrc | dclid | gbraid | wbraid | msclkid | yclid | ysclid | twclid | ttclid
    | igsh(?:id)? | li_fat_id | epik | _ga | _gl | _ke | _hsenc | _hsmi | hsctatracking | mkt_tok
    | wickedid | cmp(?:id)? | campaign_?id | s_?cid | ncid | ocid | ito | icid | xtor | smid | smtyp
    | srnd | spm | sr_share | share(?:d|id)? | ref_?src | ref_?url | referrer | guccounter
    | __twitter_impression | wt[._]mc.* | (?:php|j)?sess(?:ion)?id
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""Parameters that tell where a reader came from, or who they are."""

_SENDERS = re.compile(r"ref|source|src|from|via|medium|campaign", re.IGNORECASE)
_SENDER = re.compile(
    r"(?:rss|feed|atom|feedburner|twitter|x|facebook|fb|telegram|whatsapp|linkedin|reddit|share"
    r"|e?mail|newsletter|social|home(?:page)?|top|hp|amp|googlenews|google|hn)(?:[-_.].*)?",
    re.IGNORECASE,
)
"""`ref` and the like can choose what a page shows; with these values they do not."""

_AMP_PARAMETERS = {
    "amp": frozenset(("", "1", "true", "yes")),
    "outputtype": frozenset(("amp", "default-amp")),
    "output": frozenset(("amp",)),
    "view": frozenset(("amp",)),
}
_AMP_END = re.compile(r"(?:/amp(?:\.html?)?|\.amp(?P<suffix>\.html?)?)\Z", re.IGNORECASE)
_AMP_START = re.compile(r"/amp(?=/.)", re.IGNORECASE)
_LISTS = frozenset(
    ("tag", "tags", "topic", "topics", "category", "categories", "label", "t", "wiki")
)
"""After these `amp` is a name, not a form of the page."""

_GOOGLE_AMP = re.compile(r"(?:www\.)?google\.[a-z.]{2,6}\Z")
_CACHED = re.compile(r"/(?:amp|[cv]|wp)/(?P<secure>s/)?(?P<rest>[^/]+\.[^/]+.*)")
_INDEX = re.compile(r"/(?:index\.(?:html?|php|xhtml|aspx?|jsp)|default\.(?:aspx?|html?))\Z", re.I)
_SESSION = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/;]*", re.IGNORECASE)
_KEPT = "/:@!$&'()*+,;=~"


def address_key(url: str) -> str:
    """Return the key of an address, equal for all its spellings; "" for front pages and non-URLs.

    The key is a host and a path, such as `paper.example/a/talks`; it is made to be compared. A
    front page shows many articles over time, so it identifies none of them.
    """
    parts = _split(url)
    if parts is None:
        return ""
    for _ in range(2):  # A cached copy of a cached copy would be odd.
        inner = _behind_cache(parts)
        if inner is None:
            break
        parts = inner
    host, path = _host(parts), _path(parts.path)
    query = _query(parts.query)
    fragment = f"#{parts.fragment}" if parts.fragment.startswith("!/") else ""
    if not host or not (path or query or fragment):
        return ""
    return f"{host}{path}" + (f"?{query}" if query else "") + fragment


def is_same_address(one: str, other: str) -> bool:
    """Return True if two addresses are spellings of one page's."""
    key = address_key(one)
    return bool(key) and key == address_key(other)


def _split(url: str) -> SplitResult | None:
    """Take an http(s) URL apart; None for anything else."""
    text = url.strip()
    if text.startswith("//"):
        text = f"https:{text}"
    try:
        parts = urlsplit(text)
        valid = parts.scheme in _PORTS and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return None
    return parts if valid else None


def _behind_cache(parts: SplitResult) -> SplitResult | None:
    """Find the address behind one of Google's AMP caches; None for any other address."""
    host = parts.hostname or ""
    if not host.endswith(".cdn.ampproject.org") and not _GOOGLE_AMP.match(host):
        return None
    if _GOOGLE_AMP.match(host) and not parts.path.startswith("/amp/"):
        return None
    found = _CACHED.fullmatch(parts.path)
    query = f"?{parts.query}" if parts.query else ""
    return _split(f"https://{found['rest']}{query}") if found else None


def _host(parts: SplitResult) -> str:
    """Return host and port in one spelling: ASCII, lower case, without www., m. and amp."""
    host = (parts.hostname or "").rstrip(".")
    try:
        host = host.encode("idna").decode() if not host.isascii() else host
    except UnicodeError:
        return ""
    if not host.isprintable() or " " in host:
        return ""
    labels = host.split(".")
    numeric = labels[-1].isdecimal() or ":" in host
    while not numeric and len(labels) > 2 and labels[0] in ("www", "m", "amp", "mobile"):
        labels = labels[1:]
    if not numeric and len(labels) > 3 and labels[1] in ("m", "amp"):  # en.m.wikipedia.org
        del labels[1]
    port = parts.port if parts.port != _PORTS[parts.scheme] else None
    return ".".join(labels) + (f":{port}" if port else "")


def _path(path: str) -> str:
    """Return a path in one spelling, without a slash at its end; "" for the root."""
    path = _SESSION.sub("", _decoded(path))
    steps: list[str] = []
    for step in path.split("/"):
        if step == "..":
            del steps[-1:]
        elif step not in ("", "."):
            steps.append(step)
    path = "".join(f"/{step}" for step in steps)
    path = _AMP_START.sub("", path, count=1)
    if amp := _AMP_END.search(path):
        before = path[: amp.start()]
        if before and before.rpartition("/")[2].lower() not in _LISTS:
            path = before + (amp["suffix"] or "")
    return _INDEX.sub("", path)


def _decoded(path: str) -> str:
    """Write percent codes in one way: only where they are needed, in capitals."""
    # A slash or a percent sign in code is data; decoded it would be another path.
    pieces = re.split(r"(%2[Ff5]|%3[Ff]|%23)", path)
    return "".join(
        piece.upper() if index % 2 else quote(unquote_to_bytes(piece), safe=_KEPT)
        for index, piece in enumerate(pieces)
    )


def _query(query: str) -> str:
    """Return the parameters that choose the page, sorted by name."""
    kept = [
        (name, value)
        for name, value in parse_qsl(query, keep_blank_values=True)
        if not _is_idle(name, value)
    ]
    return urlencode(sorted(kept, key=lambda pair: pair[0]))


def _is_idle(name: str, value: str) -> bool:
    """Return True for a parameter that makes no other page."""
    if _TRACKING.fullmatch(name) or (_SENDERS.fullmatch(name) and _SENDER.fullmatch(value)):
        return True
    return value.lower() in _AMP_PARAMETERS.get(name.lower(), ())

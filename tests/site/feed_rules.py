"""Rules of Atom and RSS as tests: each with its source, and what breaks it.

The list follows what the feed validator of the W3C (validator.w3.org/feed) reports; each rule is
written from the specification that it names, not from the validator's code.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import NamedTuple
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from selectolax.lexbor import LexborHTMLParser

ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
DC = "{http://purl.org/dc/elements/1.1/}"
MEDIA = "{http://search.yahoo.com/mrss/}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:[^\s<>\"{}|\\^`]+\Z", re.IGNORECASE)
_RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)\Z")
_RFC822 = re.compile(
    r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4}"
    r" \d\d:\d\d:\d\d ([+-]\d{4}|GMT)\Z"
)
_TAG = re.compile(
    r"tag:([a-z0-9._+-]+@)?[a-z0-9.-]+,\d{4}(-\d\d(-\d\d)?)?:[A-Za-z0-9._~!$&'()*+,;=:@/?%-]*\Z"
)
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*\Z")

_ATOM_FEED = {"title", "id", "updated", "link", "author", "generator", "entry", "subtitle"}
_ATOM_ENTRY = {"title", "id", "link", "published", "updated", "author", "category", "summary"}
_ATOM_ENTRY |= {"content"}
_CHANNEL = {"title", "link", "description", "language", "lastBuildDate", "generator", "item"}
_ITEM = {"title", "link", "guid", "pubDate", "category", "description"}


class Rule(NamedTuple):
    """What a feed must hold to, where that is written, and a change that breaks it."""

    name: str
    source: str
    faults: Callable[[Element], Iterator[str]]
    breaks: tuple[str, str]
    """A pattern in a right feed, and what takes its place in a wrong one."""


def _elements(feed: Element) -> list[Element]:
    return [feed, *feed.findall(f"{ATOM}entry")]


def _texts(feed: Element, *names: str) -> Iterator[str]:
    for name in names:
        for node in feed.iter(name):
            yield node.text or ""


def _one_of_each(feed: Element) -> Iterator[str]:
    for element in _elements(feed):
        for name in ("id", "title", "updated"):
            if len([n for n in element.findall(ATOM + name) if n.text]) != 1:
                yield f"{element.tag}: {name}"


def _ids_are_uris(feed: Element) -> Iterator[str]:
    for text in _texts(feed, f"{ATOM}id"):
        if not _SCHEME.match(text) or (text.startswith("tag:") and not _TAG.match(text)):
            yield text


def _ids_are_different(feed: Element) -> Iterator[str]:
    ids = list(_texts(feed, f"{ATOM}id", "guid"))
    yield from {one for one in ids if ids.count(one) > 1}


def _moments(feed: Element) -> Iterator[str]:
    for text in _texts(feed, f"{ATOM}updated", f"{ATOM}published"):
        if not _RFC3339.match(text) or datetime.fromisoformat(text).year < 1971:
            yield text


def _updated_is_the_newest(feed: Element) -> Iterator[str]:
    texts = [e.findtext(f"{ATOM}updated", "") for e in feed.findall(f"{ATOM}entry")]
    if max(map(datetime.fromisoformat, texts)) != datetime.fromisoformat(
        feed.findtext(f"{ATOM}updated", "")
    ):
        yield feed.findtext(f"{ATOM}updated", "")


def _has_self(feed: Element) -> Iterator[str]:
    links = [n for n in feed.iter(f"{ATOM}link") if n.get("rel") == "self"]
    if len(links) != 1 or not (links[0].get("href") or "").startswith("http"):
        yield "no atom:link with rel=self"


def _alternate_or_content(feed: Element) -> Iterator[str]:
    for entry in feed.findall(f"{ATOM}entry"):
        links = [n for n in entry.findall(f"{ATOM}link") if n.get("rel") == "alternate"]
        if len(links) > 1 or not (links or entry.findall(f"{ATOM}content")):
            yield entry.findtext(f"{ATOM}title", "")


def _has_author(feed: Element) -> Iterator[str]:
    if not any(n.findtext(f"{ATOM}name") for n in feed.findall(f"{ATOM}author")):
        yield "no author of the feed"


def _known_atom(feed: Element) -> Iterator[str]:
    for element, known in ((feed, _ATOM_FEED), *((e, _ATOM_ENTRY) for e in _elements(feed)[1:])):
        yield from (str(n.tag) for n in element if n.tag.removeprefix(ATOM) not in known)


def _whole_addresses(feed: Element) -> Iterator[str]:
    hrefs = [n.get("href") or "" for n in feed.iter(f"{ATOM}link")]
    hrefs += [n.get("url") or "" for n in feed.iter(f"{MEDIA}content")]
    hrefs += _texts(feed, "link")
    for html in _texts(feed, f"{ATOM}content", CONTENT):
        nodes = LexborHTMLParser(html).css("[href], [src]")
        hrefs += [n.attributes.get("href") or n.attributes.get("src") or "" for n in nodes]
    yield from (href for href in hrefs if not urlsplit(href).scheme)


def _harmless_html(feed: Element) -> Iterator[str]:
    for html in _texts(feed, f"{ATOM}content", CONTENT):
        page = LexborHTMLParser(html)
        yield from (str(n.tag) for n in page.css("script, iframe, object, embed, style, form"))
        yield from (str(k) for n in page.css("*") for k in n.attributes if str(k).startswith("on"))


def _languages(feed: Element) -> Iterator[str]:
    found = [n.get(LANG) for n in feed.iter() if n.get(LANG) is not None]
    found += [*_texts(feed, "language", f"{DC}language")]
    yield from (str(text) for text in found if not _LANGUAGE.match(text or ""))


def _channel(feed: Element) -> Element:
    channel = feed.find("channel")
    assert channel is not None
    return channel


def _channel_says_what_it_is(feed: Element) -> Iterator[str]:
    if feed.get("version") != "2.0":
        yield "version"
    for name in ("title", "link", "description"):
        if len([n for n in _channel(feed).findall(name) if n.text]) != 1:
            yield name


def _known_rss(feed: Element) -> Iterator[str]:
    channel = _channel(feed)
    for element, known in ((channel, _CHANNEL), *((i, _ITEM) for i in channel.findall("item"))):
        yield from (str(n.tag) for n in element if "{" not in n.tag and n.tag not in known)


def _items_say_something(feed: Element) -> Iterator[str]:
    for item in _channel(feed).findall("item"):
        if not (item.findtext("title") or item.findtext("description")):
            yield "an item without title and description"


def _guids(feed: Element) -> Iterator[str]:
    for item in _channel(feed).findall("item"):
        guid = item.find("guid")
        if guid is None or not guid.text:
            yield "no guid"
        elif guid.get("isPermaLink") != "false" and guid.text != item.findtext("link"):
            yield guid.text


def _rss_dates(feed: Element) -> Iterator[str]:
    for text in _texts(feed, "pubDate", "lastBuildDate"):
        if not _RFC822.match(text) or parsedate_to_datetime(text).year < 1971:
            yield text


def _weekdays(feed: Element) -> Iterator[str]:
    for text in _texts(feed, "pubDate", "lastBuildDate"):
        if parsedate_to_datetime(text).strftime("%a") != text[:3]:
            yield text


def _media(feed: Element) -> Iterator[str]:
    for node in feed.iter(f"{MEDIA}content"):
        if node.get("medium") != "image" or not node.get("url"):
            yield str(node.attrib)
        yield from (v for k, v in node.attrib.items() if k in ("width", "height") and int(v) < 1)


_RFC = "RFC 4287"
_RSS = "RSS 2.0 (rssboard.org/rss-specification)"
_PROFILE = "RSS Best Practices Profile (rssboard.org/rss-profile)"

ATOM_RULES = (
    Rule(
        "one id, title and updated each",
        f"{_RFC} 4.1.1, 4.1.2",
        _one_of_each,
        (r"<title>One</title>", ""),
    ),
    Rule(
        "ids are URIs",
        f"{_RFC} 4.2.6; RFC 4151 2.1",
        _ids_are_uris,
        (r"<id>tag:[^<]*one</id>", "<id>one</id>"),
    ),
    Rule(
        "no id twice",
        f"{_RFC} 4.1.1, 4.2.6",
        _ids_are_different,
        (r"<id>(tag:[^<]*)two</id>", r"<id>\1one</id>"),
    ),
    Rule(
        "moments are RFC 3339, and none is 1970",
        f"{_RFC} 3.3",
        _moments,
        (r"<published>[^<]*", "<published>2026-05-04"),
    ),
    Rule(
        "updated is the newest entry's",
        f"{_RFC} 4.2.15",
        _updated_is_the_newest,
        (r"(?s)\A(.*?)<updated>[^<]*", r"\1<updated>2020-01-01T00:00:00Z"),
    ),
    Rule("one link to itself", f"{_RFC} 4.1.1, 4.2.7", _has_self, (r'rel="self"', 'rel="related"')),
    Rule(
        "an alternate link, or content",
        f"{_RFC} 4.1.2",
        _alternate_or_content,
        (r'rel="alternate" href="https://a.example/"', 'rel="related" href="https://a.example/"'),
    ),
    Rule("an author", f"{_RFC} 4.1.1", _has_author, (r"<author><name>Digest</name></author>", "")),
    Rule(
        "no element that Atom does not know",
        f"{_RFC} 4",
        _known_atom,
        (r"<generator>", "<guid>x</guid><generator>"),
    ),
    Rule(
        "whole addresses",
        f"{_RFC} 2, 4.2.7; feed validator: relative references",
        _whole_addresses,
        (r"https://example.org/repo/(iran/q|2)", r"/\1"),
    ),
    Rule(
        "no script in HTML",
        f"{_RFC} 8.1",
        _harmless_html,
        (r"&lt;figure&gt;", "&lt;figure onclick=&#34;x&#34;&gt;"),
    ),
    Rule(
        "languages are BCP 47",
        f"{_RFC} 2",
        _languages,
        (r'xml:lang="fa"', 'xml:lang="Persian (fa)"'),
    ),
)
RSS_RULES = (
    Rule(
        "title, link and description",
        _RSS,
        _channel_says_what_it_is,
        (r"<description>Digest</description>", ""),
    ),
    Rule(
        "no element that RSS does not know",
        f"{_PROFILE} 2",
        _known_rss,
        (r"<generator>", "<updated>x</updated><generator>"),
    ),
    Rule(
        "an item has title or description",
        _RSS,
        _items_say_something,
        (r"<title>Two</title>", "<title/>"),
    ),
    Rule("guids, which are links only if they say so", _RSS, _guids, (r' isPermaLink="false"', "")),
    Rule(
        "no guid twice", _PROFILE, _ids_are_different, (r">(tag:[^<]*)two</guid>", r">\1one</guid>")
    ),
    Rule(
        "dates are RFC 822, and none is 1970",
        _RSS,
        _rss_dates,
        (r"<pubDate>[^<]*", "<pubDate>2026-05-04"),
    ),
    Rule(
        "weekdays are those of the dates",
        "RFC 822 5.2",
        _weekdays,
        (r"<pubDate>Mon", "<pubDate>Tue"),
    ),
    Rule("one atom:link to itself", _PROFILE, _has_self, (r'rel="self"', 'rel="related"')),
    Rule(
        "whole addresses", _RSS, _whole_addresses, (r"https://example.org/repo/(iran/q|2)", r"/\1")
    ),
    Rule(
        "no script in HTML",
        "feed validator: SecurityRisk",
        _harmless_html,
        (r"&lt;figure&gt;", "&lt;figure onclick=&#34;x&#34;&gt;"),
    ),
    Rule("languages are BCP 47", _RSS, _languages, (r"<language>en", "<language>English (en)")),
    Rule(
        "media:content is a picture with its size",
        "Media RSS 1.5.1",
        _media,
        (r'medium="image"', 'medium="picture"'),
    ),
)

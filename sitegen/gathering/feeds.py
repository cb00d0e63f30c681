"""The file feeds.yml: which feeds are gathered, and which of their entries."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

from msgspec import Meta, Struct, structs

from .. import yamldoc
from ..config import Config
from ..formats.addresses import address_key
from ..formats.names import folded, slugify
from ..model import Prose
from ..planning.kinds import reserved_sections
from ..problems import Problem, UsageError, not_utf8, unreadable

FILE_NAME = "feeds.yml"

_EXAMPLE = """\
make one, such as:
feeds:
- name: Harbour Post
  address: https://harbour.example/feed.xml
  section: Ports"""


class Rules(Struct, frozen=True, forbid_unknown_fields=True):
    """Words and phrases that choose entries; one that is found is enough. `gas*` finds “gases”."""

    title: Annotated[tuple[str, ...], Meta(description="Words of the title.")] = ()
    author: Annotated[tuple[str, ...], Meta(description="Words of an author's name.")] = ()
    category: Annotated[tuple[str, ...], Meta(description="Words of a category.")] = ()

    def match(self, title: str, authors: tuple[str, ...], categories: tuple[str, ...]) -> bool:
        """Return True if one of the words is found in its field."""
        places = ((self.title, (title,)), (self.author, authors), (self.category, categories))
        return any(
            _has(phrase, text) for phrases, texts in places for phrase in phrases for text in texts
        )

    @property
    def is_empty(self) -> bool:
        """True if there are no rules."""
        return not (self.title or self.author or self.category)


NO_RULES = Rules()


class Feed(Struct, frozen=True, forbid_unknown_fields=True):
    """A feed; `address` is that of the web, or the path of a file in the site.

    `line` is where it is in feeds.yml, counted from 1.
    """

    name: Annotated[Prose, Meta(min_length=1, description="The source's name, as readers see it.")]
    address: Annotated[str, Meta(min_length=1, description="Its address, or a file in the site.")]
    section: Annotated[Prose, Meta(description="The section of its articles.")] = ""
    tags: Annotated[tuple[Prose, ...], Meta(description="Tags for all of its articles.")] = ()
    full: Annotated[bool, Meta(description="True fetches the page of each new entry.")] = False
    keep: Annotated[Rules, Meta(description="Only entries that match are gathered.")] = NO_RULES
    drop: Annotated[Rules, Meta(description="Entries that match are left out.")] = NO_RULES

    @property
    def is_file(self) -> bool:
        """True for a file of the site."""
        return not self.address.lower().startswith(("https://", "http://"))

    def wants(self, title: str, authors: tuple[str, ...], categories: tuple[str, ...]) -> bool:
        """Return True for an entry that the rules accept."""
        kept = self.keep.is_empty or self.keep.match(title, authors, categories)
        return kept and not self.drop.match(title, authors, categories)


class FeedsFile(Struct, frozen=True, forbid_unknown_fields=True):
    """The keys of `feeds.yml`."""

    feeds: Annotated[tuple[Feed, ...], Meta(description="The feeds.")]
    section: Annotated[Prose, Meta(description="The section of feeds that name none.")] = ""


class Listed(Struct, frozen=True):
    """The feeds of a site, each with its section, and the line that each begins on."""

    feeds: tuple[Feed, ...]
    lines: tuple[int, ...]

    def problem(self, feed: Feed, message: str, code: str, hint: str = "") -> Problem:
        """Make the problem of a feed, at its line in feeds.yml."""
        line = self.lines[self.feeds.index(feed)]
        return Problem(FILE_NAME, f"{feed.name}: {message}", f"gather.{code}", line=line, hint=hint)


def load_feeds(config: Config) -> Listed:
    """Read and check a site's feeds.yml; raises UsageError with every problem of it."""
    text = read_text(Path(config.root))
    if text is None:
        message = "this file does not exist, so there are no feeds to gather"
        raise UsageError(Problem(FILE_NAME, message, "feeds.missing", hint=_EXAMPLE))
    return parse_feeds(text, config)


def read_text(root: Path) -> str | None:
    """Read feeds.yml; None if it does not exist."""
    path = root / FILE_NAME
    try:
        if path.exists() and not path.is_file():
            # Reading a pipe that nobody writes to would never end.
            raise UsageError(Problem(FILE_NAME, "this is not a file", "feeds.unreadable"))
        data = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise UsageError(unreadable(FILE_NAME, error)) from None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(not_utf8(FILE_NAME, data, error)) from None


def parse_feeds(text: str, config: Config) -> Listed:
    """Check the text of a feeds.yml; raises UsageError with every problem of it."""
    source = yamldoc.YamlText(FILE_NAME, text)
    node, problems = yamldoc.compose(source)
    values: dict[str, Any] = {}
    if node is not None:
        values, problems = yamldoc.convert(node, FeedsFile, source)
    elif not problems:
        problems = [Problem(FILE_NAME, "`feeds` is missing", "yaml.missing-key", line=1)]
    if problems:
        raise UsageError(problems)
    file = FeedsFile(**values)
    feeds = tuple(
        structs.replace(feed, section=feed.section or file.section) for feed in file.feeds
    )
    problems = list(_doubts(feeds, source, config))
    if problems:
        raise UsageError(problems)
    marks = (yamldoc.place(source, "feeds", number) for number in range(len(feeds)))
    return Listed(feeds, tuple(mark.line + 1 if mark else 0 for mark in marks))


def _doubts(feeds: tuple[Feed, ...], source: yamldoc.YamlText, config: Config) -> Iterator[Problem]:
    names: dict[str, Feed] = {}
    addresses: dict[str, Feed] = {}
    for number, feed in enumerate(feeds):

        def problem(key: str, message: str, hint: str, at: int = number) -> Problem:
            mark = yamldoc.place(source, "feeds", at, key)
            return source.problem(mark, message, "feeds.value", hint)

        if not feed.section:
            hint = "add `section:` to it, or at the top of the file for all feeds"
            yield problem("name", f"the feed “{feed.name}” has no section", hint)
        elif folder_fault := _folder_fault(feed.section, config):
            yield problem("section", folder_fault, "name another section")
        if names.setdefault(folded(feed.name), feed) is not feed:
            yield problem("name", f"two feeds are called “{feed.name}”", "give one another name")
        if feed.is_file:
            if fault := _file_fault(feed.address):
                hint = "begin it with https://, or name a file inside the site"
                yield problem("address", f"“{feed.address}” {fault}", hint)
            key = feed.address
        else:
            key = address_key(feed.address) or feed.address
        if addresses.setdefault(key, feed) is not feed:
            message = f"“{addresses[key].name}” has this address already"
            yield problem("address", message, "delete one of the two")


def _folder_fault(section: str, config: Config) -> str:
    folder = slugify(section, config.file.slugs)
    if not folder or folder in reserved_sections(config.file):
        return f"a section cannot be called “{section}”"
    return ""


def _file_fault(address: str) -> str:
    parts = Path(address).parts
    if ":" in parts[0] or Path(address).is_absolute() or ".." in parts or "\\" in address:
        return "is neither a web address nor a file inside the site"
    return "is hidden" if any(part.startswith(".") for part in parts) else ""


def _has(phrase: str, text: str) -> bool:
    """Return True if a text contains a phrase, word by word; `*` matches the rest of a word."""
    words = [re.escape(word) for word in folded(phrase).split()]
    pattern = r"\s+".join(word.replace(r"\*", r"\w*") for word in words)
    return bool(words) and re.search(rf"(?<!\w){pattern}(?!\w)", folded(text)) is not None

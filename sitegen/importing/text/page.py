"""Read the lines of one page as an article.

The lines are classified once (`classify`). Then every line gets one role: a value's name, "body",
or a reason to leave it out. So each line is in a value, in the body, or in a warning.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct, structs

from ..article import Findings, Given, ImportedArticle, Origin, Picture, RelatedItem
from ..credits import ImageLine
from ..lines import ends_sentence, fold, shorten
from ..markdown import Block, Paragraph, write_markdown
from .blocks import read_blocks, report_left_out, report_missing_values
from .body import Body, read_body
from .classify import PageLine
from .ending import find_second_article
from .header import Header, read_header
from .header_parts import Clues
from .headline import Headline, find_headline
from .provenance import Mention, choose_dates, choose_source, read_dateline, read_mention
from .related import RelatedList, find_related, is_foot, is_section_of
from .topics import read_topics


def read_page_lines(
    lines: Sequence[PageLine], findings: Findings, given: Given
) -> ImportedArticle | None:
    """Read the classified lines of a page; None if `findings` has errors."""
    return _Reader(lines, findings, given).read()


class _Reader:
    """Reads the lines of one page."""

    def __init__(self, lines: Sequence[PageLine], findings: Findings, given: Given) -> None:
        self.lines = lines
        self.findings = findings
        self.given = given
        # The role of each line by its number in the file.
        self.roles: dict[int, str] = {}

    def read(self) -> ImportedArticle | None:
        """Read the page; None if `findings` has errors."""
        if _has_only_notices(self.lines):
            message = "the file has only a paywall's or a cookie notice's text"
            hint = "save the page again, signed in"
            self.findings.error("only-notices", message, self.lines[0].number, hint)
            return None
        lists = find_related(self.lines, self.findings)
        page = self._without_lists(lists)
        headline = find_headline(page, self._names_around(page, lists))
        if headline is None:
            self._report_no_title(page)
            return None
        header = read_header(page, headline, self._clues(page, lists, headline), self.findings)
        body = read_body(page, header.end, header.names, self.findings)
        find_second_article(self.lines, body.lines, lists, self.findings)
        return self._assemble(_Parts(page, lists, headline, header, body))

    # --- around the article -----------------------------------------------------------------

    def _without_lists(self, lists: Sequence[RelatedList]) -> list[PageLine]:
        """Remove the related lists, and the page's footer below the last of them."""
        for one in lists:
            for line in self.lines[one.start : one.end]:
                self.roles[line.number] = "related"
        if lists and is_foot(self.lines[lists[-1].end :]):
            for line in self.lines[lists[-1].end :]:
                self.roles[line.number] = "tail"
        return [line for line in self.lines if line.number not in self.roles]

    def _names_around(
        self, page: Sequence[PageLine], lists: Sequence[RelatedList]
    ) -> frozenset[str]:
        """Return names that may be above the title: sections, tags, the source."""
        names = [one.section for one in lists] + [self.given.section, self.given.source_name]
        names += [tag for one in lists for item in one.items for tag in item.tags]
        names += _all_tags(page)
        return frozenset(fold(name) for name in names if name)

    def _clues(
        self, page: Sequence[PageLine], lists: Sequence[RelatedList], headline: Headline
    ) -> Clues:
        items = [item for one in lists for item in one.items]
        topics = [one.section for one in lists if one.section]
        topics += [tag for item in items for tag in item.tags] + _all_tags(page)
        outlets = (headline.outlet, self.given.source_name)
        return Clues(
            topics=frozenset(fold(topic) for topic in topics),
            authors=frozenset(fold(name) for item in items for name in item.authors),
            outlets=frozenset(fold(name) for name in outlets if name),
            has_gaps=sum(line.gap for line in page) >= 3,
        )

    def _report_no_title(self, page: Sequence[PageLine]) -> None:
        first = next((line for line in page if line.is_prose), page[0] if page else None)
        if first is None:
            hint = "save the page's text into it"
            self.findings.error("no-title", "there is no article in the file", 1, hint)
            return
        hint = "put the headline on the first line, without a period at its end"
        shown = shorten(first.text)
        message = f"there is no title: “{shown}” reads as a sentence"
        if not first.is_prose:
            message = "no line at the top looks like a title"
        self.findings.error("no-title", message, first.number, hint)

    # --- the article --------------------------------------------------------------------------

    def _assemble(self, parts: _Parts) -> ImportedArticle | None:
        header, body = parts.header, parts.body
        for at, role in (*header.roles.items(), *body.roles.items()):
            self.roles[parts.page[at].number] = role
        origin = self._source(parts)
        kept = [line for line in body.lines if self.roles[line.number] == "body"]
        kept = [
            parts.page[at] for at, role in sorted(header.roles.items()) if role == "body"
        ] + kept
        blocks = read_blocks(kept)
        self._require_paragraph(blocks, parts)
        dates = choose_dates(header, self.given, self.findings)
        section, items = self._sections(parts.lists, origin, header)
        if self.findings.errors:
            return None
        self._report_header(parts)
        if dates.line:
            self.roles[dates.line.number] = self.roles.get(dates.line.number, "date")
        authors = self._authors(header, body)
        article = ImportedArticle(
            title=parts.headline.title,
            summary=header.summary,
            date=dates.published,
            updated=dates.updated,
            authors=authors,
            tags=self._tags(header, body),
            section=section,
            image=_picture(header.image),
            source=origin,
            truncated=body.truncated,
            body=write_markdown(blocks),
            related=items,
        )
        report_left_out(self.lines, self.roles, article, self.findings)
        report_missing_values(article, self.findings)
        return structs.replace(article, provenance=self._provenance(article))

    def _source(self, parts: _Parts) -> Origin:
        """Choose the source among the lines above the text, its first lines and its last ones."""
        mentions = [Mention(0, parts.header.outlet)] if parts.header.outlet else []
        if parts.headline.outlet:
            number = parts.page[parts.headline.at].number
            mentions.append(Mention(number, parts.headline.outlet))
        above = (read_mention(line.number, line.text) for line in parts.page[: parts.header.end])
        mentions += [found for found in above if found]
        below = parts.page[parts.header.end :]
        foot = next((n for n in range(len(below), 0, -1) if below[n - 1].kind == "paragraph"), 0)
        for line in below[foot:]:
            if found := read_mention(line.number, line.text, with_domain=False):
                mentions.append(found)
                self.roles[line.number] = "source"
        datelines = [read_dateline(line.number, line.text) for line in below[:6]]
        mentions += [found for found in datelines if found][:1]
        notices = (line for line in below if line.kind == "notice")
        in_notices = (read_dateline(line.number, line.text) for line in notices)
        mentions += [found for found in in_notices if found]
        origin = choose_source(mentions, self.given, self.findings)
        for mention in mentions:
            if mention.line and self.roles.get(mention.line) in ("frame", "tail"):
                self.roles[mention.line] = "source"
        return origin

    def _require_paragraph(self, blocks: Iterable[Block], parts: _Parts) -> None:
        if any(isinstance(block, Paragraph) and _is_text(block.text) for block in blocks):
            return
        below = parts.page[parts.header.end :]
        title = parts.page[parts.headline.at]
        notice = next((line for line in below if line.kind in ("prompt", "consent")), None)
        if notice:
            message = "below the header is nothing but a paywall's or a cookie notice's text"
            hint = "save the page again, signed in"
            self.findings.error("only-notices", message, notice.number, hint)
        else:
            hint = "check that the whole page was saved"
            message = "the article has no paragraph below its header"
            line = below[0].number if below else title.number
            self.findings.error("no-body", message, line, hint)

    def _sections(
        self, lists: Sequence[RelatedList], origin: Origin, header: Header
    ) -> tuple[str | None, tuple[RelatedItem, ...]]:
        """Return the section, and the related items with theirs; the user's values come first."""
        outlets = frozenset({fold(origin.name)} if origin.name else ())
        authors = frozenset(fold(name) for name in header.names)
        sections: dict[str, str] = {}
        items: list[RelatedItem] = []
        for one in lists:
            name = one.section if is_section_of(one, outlets, authors) else None
            if name is None:
                self.findings.warn("section", f"“{one.heading}” names no section", one.line)
            else:
                sections.setdefault(fold(name), name)
            section = self.given.section or name
            items += [structs.replace(item, section=section) for item in one.items]
        found = list(sections.values())
        if len(found) > 1 and not self.given.section and not self.findings.errors:
            message = f"the section may be “{found[0]}” or “{found[1]}”"
            self.findings.error("section", message, lists[-1].line, "name it with --section")
        return self.given.section or next(iter(found), None), tuple(dict.fromkeys(items))

    def _authors(self, header: Header, body: Body) -> tuple[str, ...]:
        names = header.names
        if not names and body.reporters:
            names = tuple(dict.fromkeys(name for name, _ in body.reporters))
            if not self.given.authors:
                message = f"“{', '.join(names)}” below the text is taken as the byline"
                self.findings.warn("byline", message, body.reporters[0][1])
        if not self.given.authors:
            return names
        if names and names != self.given.authors:
            self.findings.warn("byline", f"--author takes the place of “{', '.join(names)}”")
        return self.given.authors

    def _tags(self, header: Header, body: Body) -> tuple[str, ...]:
        tags = (*header.tags, *(body.topics.tags if body.topics else ()))
        unique: dict[str, str] = {}
        for tag in (*tags, *self.given.tags):
            unique.setdefault(fold(tag), tag)
        return tuple(unique.values())

    def _report_header(self, parts: _Parts) -> None:
        """Report the lines of the header that are not among its values."""
        for at, role in sorted(parts.header.roles.items()):
            if role == "body":
                line = parts.page[at]
                shown = shorten(line.text)
                message = f"cannot tell what “{shown}” in the header is; it is kept in the body"
                self.findings.warn("header", message, line.number)

    def _provenance(self, article: ImportedArticle) -> dict[str, str]:
        """Return the line of each value."""
        names = "title summary date authors tags section image source related".split()
        places: dict[str, str] = {}
        for line in self.lines:
            role = self.roles.get(line.number, "")
            name = {"signoff": "authors", "related": "section"}.get(role, role)
            is_read = name in names and name not in self.given.replaced
            if is_read and getattr(article, name) and name not in places:
                places[name] = f"line {line.number}: {line.text[:80]}"
        return places


class _Parts(Struct, frozen=True):
    """The parts of a page: its lines without the related lists, and the rest."""

    page: Sequence[PageLine]
    lists: tuple[RelatedList, ...]
    headline: Headline
    header: Header
    body: Body


def _has_only_notices(lines: Sequence[PageLine]) -> bool:
    kinds = [line.kind for line in lines]
    rest = [line for line in lines if line.kind not in ("prompt", "consent", "button", "notice")]
    has_notice = "prompt" in kinds or "consent" in kinds
    return has_notice and not any(line.is_prose for line in rest) and len(rest) <= 2


def _all_tags(page: Sequence[PageLine]) -> list[str]:
    found = (read_topics(page, at) for at, line in enumerate(page) if line.kind == "topics")
    return [tag for topics in found if topics for tag in topics.tags]


def _is_text(text: str) -> bool:
    return len(text) >= 40 or (ends_sentence(text) and len(text.split()) >= 4)


def _picture(image: ImageLine | None) -> Picture:
    if image is None:
        return Picture()
    return Picture(None, image.alt or None, image.caption or None, image.credit or None)

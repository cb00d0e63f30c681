"""Make the record of one file: its front matter and its body become an article or a profile."""

from __future__ import annotations

import re

from msgspec.structs import replace

from .. import yamldoc
from ..formats.dates import from_solar, local_day, moment, with_offset
from ..formats.names import clean_name, slugify
from ..formats.paths import fits_windows
from ..model import NEVER, UNDATED, Article, Correction, EditionNotes, Profile
from ..problems import Problem
from .frontmatter import (
    EditionMatter,
    FrontMatter,
    ProfileMatter,
    canonical_date,
    check_aliases,
    check_counts,
    not_on_windows,
)
from .layout import Kind, is_index, split_language
from .markdown import Parsed
from .scan import digest_of, normal
from .settings import ReadSettings

_DATED = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[-_]|$)(.*)")


class RecordMaker:
    """Makes the record of one file; `problems` gathers what is wrong with its values.

    `path` is relative to the content folder, `source` is the front matter.
    """

    def __init__(
        self, path: str, kind: Kind, settings: ReadSettings, source: yamldoc.YamlText
    ) -> None:
        self.problems: list[Problem] = []
        self._path = path
        self._plain, self._suffix = split_language(path, settings.languages)
        self._kind = kind
        self._settings = settings
        self._source = source

    def article(self, matter: FrontMatter, parsed: Parsed | None, body: bytes | None) -> Article:
        """Make an article or a page; without a body it is a brief."""
        zone = self._settings.timezone
        folders = self._plain.split("/")
        stem = folders.pop().removesuffix(".md")
        if stem == "index" and len(folders) > 1:
            stem = folders.pop()
        dated = _DATED.match(stem)
        date = matter.date
        if dated:
            stem = dated[2] or stem
            if date is None:
                date = self._file_date(dated[1])
        return Article(
            path=self._path,
            title=matter.title,
            slug=self._slug(matter.slug, stem),
            section=self._section(matter.section, folders),
            section_given=bool(matter.section),
            date=with_offset(date, zone) if date else None,
            day=local_day(date, zone) if date else "",
            moment=moment(date, zone) if date else UNDATED,
            updated=with_offset(matter.updated, zone) if matter.updated else None,
            summary=matter.summary,
            authors=_clean(matter.authors),
            tags=_clean(matter.tags),
            image=matter.image,
            source=matter.source,
            truncated=matter.truncated,
            aliases=self._aliases(matter.aliases),
            draft=matter.draft,
            expires=matter.expires,
            leaves=moment(matter.expires, zone) if matter.expires else NEVER,
            lang=self._language(matter.lang),
            related=matter.related,
            series=clean_name(matter.series),
            id=matter.id,
            corrections=tuple(
                Correction(with_offset(one.date, zone), one.text) for one in matter.corrections
            ),
            extra=matter.extra,
            body=digest_of(body) if body else None,
            targets=parsed.targets if parsed else (),
            anchors=parsed.anchors if parsed else (),
            toc=parsed.toc if parsed else (),
            words=parsed.words if parsed else 0,
            embeds=parsed.embeds if parsed else (),
            layout=matter.layout,
            calendar=matter.calendar,
            featured=matter.featured,
            translations=matter.translations,
            suffix=self._suffix,
        )

    def profile(self, matter: ProfileMatter, parsed: Parsed | None, body: bytes | None) -> Profile:
        """Make the profile of a section, a tag or an author."""
        path = self._plain
        stem = path.rpartition("/")[2].removesuffix(".md")
        if is_index(path) or (stem == "index" and path.count("/") > 1):
            stem = path.split("/")[-2] if "/" in path else stem
        return Profile(
            path=self._path,
            slug=normal(stem),
            name=clean_name(matter.name),
            description=matter.description,
            avatar=matter.avatar,
            links=tuple((link.title, link.url) for link in matter.links),
            aliases=_clean(matter.aliases),
            body=digest_of(body) if body else None,
            targets=parsed.targets if parsed else (),
            anchors=parsed.anchors if parsed else (),
            embeds=parsed.embeds if parsed else (),
            layout=matter.layout,
            suffix=self._suffix,
            names={language: clean_name(name) for language, name in matter.names.items()},
        )

    def edition(self, matter: EditionMatter, parsed: Parsed | None, body: bytes | None) -> Profile:
        """Make the record of an editor's words about a week or a month."""
        self.problems += check_counts(matter.before, self._source)
        words = ProfileMatter(matter.title, matter.summary, layout=matter.layout)
        record = self.profile(words, parsed, body)
        notes = EditionNotes(matter.lead, _clean(matter.order), matter.left_out, matter.before)
        return replace(record, slug=record.slug.lower(), edition=notes)

    def _file_date(self, text: str) -> str | None:
        try:
            return canonical_date(text)
        except ValueError:
            message = f"the file name begins with {text}, which is no date"
            solar = from_solar(text)
            hint = f"; {text} in the solar calendar is {solar}" if solar else ""
            self._report(message, "front-matter.date", f"rename the file, or set `date:`{hint}")
            return None

    def _language(self, wanted: str) -> str:
        """Return the language of an article as site.yml writes it; the file name may give it."""
        if wanted and self._suffix and wanted.lower() != self._suffix.lower():
            mark = yamldoc.place(self._source, "lang")
            message = f"`lang` is {wanted}, and the name of the file ends in {self._suffix}"
            hint = "take `lang` out, or rename the file"
            self.problems.append(self._source.problem(mark, message, "front-matter.lang", hint))
        languages = self._settings.languages
        known = (one for one in languages if one.lower() == wanted.lower())
        return self._suffix or next(known, wanted)

    def _slug(self, wanted: str, stem: str) -> str:
        """Return the slug that front matter gives, or one made from the file's name."""
        given = wanted or stem
        is_free = self._kind != "article" and not wanted
        slug = normal(stem) if is_free else slugify(given, self._settings.slugs)
        if not slug:
            mark = yamldoc.place(self._source, "slug")
            message = f"cannot make a URL from “{given}”: it has no letters or digits"
            hint = "set `slug:` to a word of letters or digits"
            self.problems.append(self._source.problem(mark, message, "front-matter.slug", hint))
        elif wanted and not fits_windows(slug):
            mark = yamldoc.place(self._source, "slug")
            self.problems.append(not_on_windows(self._source, mark, slug))
        return slug

    def _section(self, wanted: str, folders: list[str]) -> str:
        """Name the section of an article, or the folder of a page's URL."""
        if self._kind == "page":
            return self._page_folder(folders[1:])
        section = clean_name(wanted or (folders[0] if folders else ""))
        if not section:
            hint = "move it into a folder such as content/iran/, or set `section:`"
            self._report("the article has no section", "front-matter.section", hint)
        return section

    def _page_folder(self, folders: list[str]) -> str:
        """Turn the folders of a page into the beginning of its URL; no part may become empty."""
        slugs = [slugify(folder, self._settings.slugs) for folder in folders]
        for folder, slug in zip(folders, slugs, strict=True):
            if not slug:
                message = f"cannot make a URL from the folder “{folder}”"
                hint = "give it a name with letters or digits"
                self._report(message, "front-matter.slug", hint)
        return "/".join(slugs)

    def _aliases(self, aliases: tuple[str, ...]) -> tuple[str, ...]:
        paths, problems = check_aliases(aliases, self._source)
        self.problems += problems
        return paths

    def _report(self, message: str, code: str, hint: str) -> None:
        self.problems.append(Problem(self._source.path, message, code, line=1, hint=hint))


def _clean(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple([clean_name(name) for name in names])

"""What stays on the branch beside the site: CNAME, .nojekyll, and what others keep there."""

from __future__ import annotations

from pathlib import Path

from ..problems import Problem
from ..reporting import Reporter
from .failures import trouble
from .foreign import STANDING
from .git import Git
from .history import Head
from .options import PublishOptions
from .plan import Entry, Listing
from .tree import check_patterns, collisions, matching, staged, write_blob


def keep_patterns(head: Head | None, options: PublishOptions) -> tuple[str, ...]:
    """Give the pathspecs of files to keep: those of the last publish, and those named now.

    Taking a branch over forgets the former.
    """
    check_patterns(options.keep)
    known = head.ours.record.keep if head and head.ours and head.ours.record else ()
    return tuple(dict.fromkeys((*(() if options.adopt else known), *options.keep)))


def kept(git: Git, head: Head | None, site: Listing, patterns: tuple[str, ...]) -> Listing:
    """Give the branch's files that are to stay; raises UsageError where the site writes there."""
    if not patterns:
        return {}
    both = sorted(set(staged(git, patterns)) - STANDING)
    paths = matching(git, head.tree, patterns) - STANDING if head else frozenset()
    both += collisions(site, sorted(paths))
    if both:
        names = ", ".join(both[:5]) + (", …" if len(both) > 5 else "")
        raise trouble(
            "keep",
            f"the site writes what --keep says is not the site's: {names}",
            "narrow the pattern, or rename the page; --adopt forgets earlier patterns",
        )
    return {path: head.listing[path] for path in paths} if head else {}


def standing(
    git: Git, head: Head | None, site: Listing, folder: Path, options: PublishOptions
) -> dict[str, Entry]:
    """Give `.nojekyll` and, where there is a custom domain, `CNAME`, unless the site has them.

    The domain is the one that `site.yml` names, else the branch's own, else that of `base_url`.
    """
    listing = head.listing if head else {}
    found: dict[str, Entry] = {}
    if ".nojekyll" not in site:
        found[".nojekyll"] = listing.get(".nojekyll") or write_blob(git, b"")
    if "CNAME" in site:
        _same_domain((folder / "CNAME").read_text("utf-8", "replace").strip(), options.cname)
    elif options.cname or (options.domain and "CNAME" not in listing):
        found["CNAME"] = write_blob(git, f"{options.cname or options.domain}\n".encode())
    elif "CNAME" in listing:
        found["CNAME"] = listing["CNAME"]
    return found


def doubt_domain(git: Git, extra: Listing, options: PublishOptions, reporter: Reporter) -> None:
    """Warn where the branch serves another domain than the pages' addresses say."""
    domain = options.domain
    if not domain or options.cname or "CNAME" not in extra:
        return
    served = git.run("cat-file", "blob", extra["CNAME"][1]).decode("utf-8", "replace").strip()
    if served.casefold() != domain.casefold():
        message = f"the branch's CNAME says {served!r}, and base_url {domain!r}; CNAME stays"
        hint = "set `cname` in site.yml to the one that is right"
        reporter.problem(
            Problem("site.yml", message, "publish.cname", hint=hint, severity="warning")
        )


def _same_domain(own: str, cname: str) -> None:
    if cname and own.casefold() != cname.casefold():
        raise trouble(
            "cname",
            f"the site's own CNAME file says {own!r}, and `cname` in site.yml {cname!r}",
            "keep one of the two",
        )

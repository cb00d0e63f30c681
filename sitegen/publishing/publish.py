"""Publish a site: build a release, read the branch, check, write the tree, push it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import msgspec

from ..checks.documents import SiteAddress
from ..checks.release import (
    check_deletions,
    check_folder,
    check_front_page,
    check_shrinkage,
    check_sizes,
    cname_of,
    count_pages,
)
from ..config import Config
from ..incremental.store import site_lock
from ..problems import Problem
from ..reporting import Reporter
from .branch import (
    Head,
    Record,
    check_branch_name,
    confirm,
    fetch_commit,
    fetch_head,
    push,
    read_branches,
    with_trailers,
)
from .failures import DAMAGED, explain, publish_error, stop_at, unexplained
from .git import Git, GitFailure, Listing
from .options import Changes, Guards, Published, PublishOptions, Release, compare
from .repository import Repository, read_repository
from .tree import (
    check_domain,
    keep_patterns,
    kept_files,
    lost_work,
    lost_work_error,
    pages_files,
    scan,
    stage,
    write_tree,
)
from .workspace import discard, tidy, workspace

_REFUSED = frozenset({"content.outside", "search.missing"})
"""Codes of warnings that stop a publish: a link out of the site is no page, and a search that
cannot be made would be gone for readers."""


def build_release(config: Config, reporter: Reporter) -> Release:
    """Build a site into a folder of its own, so that no preview or draft can be in it."""
    from ..build import BuildOptions, build

    folder = config.cache / "release"
    build(config, BuildOptions(now=datetime.now(UTC), output=folder, refused=_REFUSED), reporter)
    address = SiteAddress(config.origin, config.base)
    cache = config.cache / "links.msgpack"
    return Release(folder, lambda: check_folder(folder, address, cache))


def publish_site(config: Config, options: PublishOptions, reporter: Reporter) -> Published:
    """Build a release of a site and publish it."""
    release = build_release(config, reporter)
    options = msgspec.structs.replace(
        options, cname=config.file.cname, domain=cname_of(config.file.base_url)
    )
    with site_lock(config.cache, reporter.note):
        store = config.cache / "publish"
        return publish_release(release, Path(config.root), store, options, reporter)


class _Run(NamedTuple):
    """What all steps of a publish share."""

    release: Release
    repository: Repository
    store: Path
    options: PublishOptions
    reporter: Reporter


def publish_release(
    release: Release, repository: Path, store: Path, options: PublishOptions, reporter: Reporter
) -> Published:
    """Publish a built site to a branch of a remote of `repository`.

    `store` is a folder for what makes the next publish quick; it can be deleted at any time. The
    repository and its checkout are only read. At any moment the branch is as it was, or has the
    whole new site. Raises ContentError for problems of the site, UsageError for anything else; in
    both cases the branch is as it was.
    """
    release = Release(release.folder.absolute(), release.check)
    with _explained(store):
        source = read_repository(repository, options.remote, release.folder)
        run = _Run(release, source, store, options, reporter)
        try:
            return _publish(run)
        except GitFailure as failure:
            if options.dry_run or not DAMAGED.search(failure.words):
                raise explain(failure, options.remote, source.address) from None
        # A crash or a disk has damaged the store; without it everything is read again.
        discard(store, source.object_format)
        try:
            return _publish(run)
        except GitFailure as failure:
            raise explain(failure, options.remote, source.address) from None


@contextmanager
def _explained(store: Path) -> Iterator[None]:
    """Turn what the repository or the disk refuses into an error that says what to do."""
    try:
        yield
    except GitFailure as failure:
        raise unexplained(failure) from None
    except OSError as error:
        raise publish_error(
            "disk",
            f"{error.filename or store} cannot be read or written: {error.strerror or error}",
            "free some space or change its permissions, then publish again",
        ) from None


def _publish(run: _Run) -> Published:
    (site, _), repository, store, options, reporter = run
    sizes = scan(site)
    stop_at((*check_front_page(sizes), *check_sizes(sizes)), reporter)
    with workspace(store, repository, site, keep=not options.dry_run) as git:
        check_branch_name(git, options.branch)
        reporter.phase("reading the branch", 1)
        branches = read_branches(git, options.branch)
        confirm(branches, repository, options)
        head = fetch_head(git, branches, options)

        reporter.phase("writing the tree", len(sizes))
        ours = stage(git, site)
        patterns = keep_patterns(head, options)
        kept = kept_files(git, head, ours, patterns)
        extra = {**kept, **pages_files(git, head, ours, site, options)}
        new = {**ours, **extra}
        changes = compare(head.listing if head else {}, new, sizes, kept)

        check_domain(git, extra, options, reporter)
        _refuse_lost_work(head, new, options)
        before = [path for path in (head.before if head else ()) if path not in changes.kept]
        stop_at(forbidding(run.release, changes, options, before, ours), reporter)

        written = write_tree(git, site, extra)
        record, parent = _record(run, git, head, Record(written, repository.label, patterns))
        done = Published(
            status="planned",
            remote=options.remote,
            address=repository.address,
            branch=options.branch,
            previous=head.commit if head else "",
            commit="",
            tree=written,
            source=repository.label,
            squashed=head is not None and parent != head.commit,
            plan=changes,
        )
        if _is_up_to_date(head, written, options):
            same = msgspec.structs.replace(done, squashed=False, commit=done.previous)
            return msgspec.structs.replace(same, status="unchanged")
        if options.dry_run:
            return done

        reporter.phase("pushing", 1)
        commit = _commit(git, parent, record, options)
        push(git, commit, done.previous, options.branch, options.remote)
        tidy(git, commit)
        return msgspec.structs.replace(done, status="published", commit=commit)


def _refuse_lost_work(head: Head | None, new: Listing, options: PublishOptions) -> None:
    if head and not head.is_ours and not options.adopt:
        lost = lost_work(head, new)
        if lost:
            raise lost_work_error(head, lost, options.branch, options.remote)


def forbidding(
    release: Release, changes: Changes, guards: Guards, before: Iterable[str], ours: Iterable[str]
) -> Iterator[Problem]:
    """Find what forbids a publish; documents are only checked if any file has changed.

    `before` and `ours` are the files of the site that is published, and of the new one.
    """
    yield from check_deletions(changes.deleted, guards.max_deletes)
    if not guards.yes:
        yield from check_shrinkage(count_pages(before), count_pages(ours))
    if changes.added or changes.changed or changes.deleted:
        yield from release.check()


def _record(run: _Run, git: Git, head: Head | None, record: Record) -> tuple[Record, str]:
    """Number the record of the new commit; return it with the commit's parent, an id or "".

    Squashing removes only our own earlier commits: the parent is then the last commit of others.
    """
    if not head:
        return record, ""
    last = head.ours.record if head.ours and head.is_ours else None
    number, base = (last.number + 1, last.base) if last else (1, head.commit)
    parent, limit = head.commit, run.options.squash_after
    if limit is not None and number > limit:
        if not base or fetch_commit(git, base):
            number, parent = 1, base
        else:
            run.reporter.note(f"not squashed: the remote does not let us fetch {base[:10]}")
    return msgspec.structs.replace(record, number=number, base=base), parent


def _is_up_to_date(head: Head | None, written: str, options: PublishOptions) -> bool:
    """Return True if the branch needs no commit; to take it over, one is needed."""
    return head is not None and head.tree == written and (head.is_ours or not options.adopt)


def _commit(git: Git, parent: str, record: Record, options: PublishOptions) -> str:
    made_from = f" from {record.source[:10]}" if record.source else ""
    message = with_trailers(options.message or f"Publish the site{made_from}", record)
    parents = ("-p", parent) if parent else ()
    return git.line("commit-tree", *parents, record.tree, feed=message.encode())

"""Branch mode, the straight line: read the branch, judge it, write the tree, guard it, push it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from ..checks import release
from ..problems import ContentError, Problem
from ..reporting import Reporter
from . import foreign, preserved_files, tree
from .branch import check_branch_name, confirm, fetch_commit, fetch_head, read_branches
from .failures import DAMAGED, explain, trouble, unexplained
from .git import Git, GitFailure
from .history import Head, Record, with_trailers
from .options import Published, PublishOptions
from .plan import Listing, Plan, compare
from .push import push
from .repository import Source, read_source
from .workspace import discard, tidy, workspace

Check = Callable[[Path], Iterable[Problem]]
"""Looks the finished site through and gives its problems; errors among them stop a publish."""


def publish(
    folder: Path,
    repository: Path,
    store: Path,
    options: PublishOptions,
    reporter: Reporter,
    check: Check = lambda folder: (),
) -> Published:
    """Put the finished site in `folder` onto a branch of a remote of `repository`.

    `store` is a folder for what makes the next publish quick; it may be lost at any time. The
    repository and its checkout are only read. At any moment the branch is as it was, or holds
    the whole site. Raises ContentError for problems of the site, UsageError for anything else
    that stands in the way; in both cases the branch is as it was.
    """
    site = folder.absolute()
    with _explained(store):
        source = read_source(repository, options.remote, site)
        try:
            return _publish(site, source, store, options, reporter, check)
        except GitFailure as failure:
            if options.dry_run or not DAMAGED.search(failure.words):
                raise explain(failure, options.remote, source.address) from None
        # A crash or a disk has damaged what lasts between runs; without it all is read again.
        discard(store, source.object_format)
        try:
            return _publish(site, source, store, options, reporter, check)
        except GitFailure as failure:
            raise explain(failure, options.remote, source.address) from None


@contextmanager
def _explained(store: Path) -> Iterator[None]:
    """Turn what the repository or the disk refuses into an error that a person can act on."""
    try:
        yield
    except GitFailure as failure:
        raise unexplained(failure) from None
    except OSError as error:
        raise trouble(
            "disk",
            f"{error.filename or store} cannot be read or written: {error.strerror or error}",
            "free some space or change its permissions, then publish again",
        ) from None


def _publish(
    site: Path,
    source: Source,
    store: Path,
    options: PublishOptions,
    reporter: Reporter,
    check: Check,
) -> Published:
    files = tree.scan(site)
    _stop_at((*release.front_page(files), *release.sizes(files)), reporter)
    with workspace(store, source, site, keep=not options.dry_run) as git:
        check_branch_name(git, options.branch)
        reporter.phase("reading the branch", 1)
        branches = read_branches(git, options.branch)
        confirm(branches, source, options)
        head = fetch_head(git, branches, options)

        reporter.phase("writing the tree", len(files))
        ours = tree.stage(git, site)
        patterns = preserved_files.keep_patterns(head, options)
        kept = preserved_files.kept(git, head, ours, patterns)
        extra = {**kept, **preserved_files.standing(git, head, ours, site, options)}
        new = {**ours, **extra}
        sizes = {file.path: file.size for file in files}
        plan = compare(head.listing if head else {}, new, sizes, kept)

        preserved_files.doubt_domain(git, extra, options, reporter)
        _refuse_foreign(head, new, options)
        _stop_at(_guard(site, head, ours, plan, options, check), reporter)

        written = tree.write_tree(git, site, extra)
        record, parent = _record(git, head, written, source, patterns, options, reporter)
        done = Published(
            status="planned",
            remote=options.remote,
            address=source.address,
            branch=options.branch,
            previous=head.commit if head else "",
            commit="",
            tree=written,
            source=source.label,
            squashed=head is not None and parent != head.commit,
            plan=plan,
        )
        if _is_settled(head, written, options):
            same = msgspec.structs.replace(done, squashed=False, commit=done.previous)
            return msgspec.structs.replace(same, status="unchanged")
        if options.dry_run:
            return done

        reporter.phase("pushing", 1)
        commit = _commit(git, written, parent, record, options)
        push(git, commit, done.previous, options.branch, options.remote)
        tidy(git, commit)
        return msgspec.structs.replace(done, status="published", commit=commit)


def _stop_at(problems: Iterable[Problem], reporter: Reporter) -> None:
    """Report warnings, and raise ContentError with the errors."""
    errors = []
    for problem in problems:
        if problem.severity == "error":
            errors.append(problem)
        else:
            reporter.problem(problem)
    if errors:
        raise ContentError(errors)


def _refuse_foreign(head: Head | None, new: Listing, options: PublishOptions) -> None:
    if head and not head.is_ours and not options.adopt:
        lost = foreign.lost(head, new)
        if lost:
            raise foreign.refusal(head, lost, options.branch, options.remote)


def _guard(
    site: Path,
    head: Head | None,
    ours: Listing,
    plan: Plan,
    options: PublishOptions,
    check: Check,
) -> list[Problem]:
    """Find what must not leave. What we published last time has passed, and is not read again."""
    before = head.before if head else {}
    fresh = sorted(path for path in ours if ours[path] != before.get(path))
    problems = [*release.deletions(plan, options.max_deletes), *release.contents(site, fresh)]
    if not options.yes:
        last = release.pages_in(path for path in before if path not in plan.kept)
        problems += release.shrinkage(last, release.pages_in(ours))
    if fresh or plan.deleted:
        problems += check(site)
    return problems


def _record(
    git: Git,
    head: Head | None,
    written: str,
    source: Source,
    patterns: tuple[str, ...],
    options: PublishOptions,
    reporter: Reporter,
) -> tuple[Record, str]:
    """Give the record of the new commit, and its parent's id or "".

    Squashing drops our own earlier commits only: the new one stands on what others had there.
    """
    number, base, parent = 1, "", ""
    if head:
        parent = head.commit
        last = head.ours.record if head.ours and head.is_ours else None
        number, base = (last.number + 1, last.base) if last else (1, head.commit)
        is_full = options.squash_after is not None and number > options.squash_after
        if is_full and (not base or fetch_commit(git, base)):
            number, parent = 1, base
        elif is_full:
            reporter.note(f"not squashed: the remote does not give {base[:10]} away by its id")
    return Record(written, source.label, patterns, number, base), parent


def _is_settled(head: Head | None, written: str, options: PublishOptions) -> bool:
    """Tell whether the branch needs no commit; taking it over needs one to say so."""
    return head is not None and head.tree == written and (head.is_ours or not options.adopt)


def _commit(git: Git, written: str, parent: str, record: Record, options: PublishOptions) -> str:
    made_from = f" from {record.source[:10]}" if record.source else ""
    message = with_trailers(options.message or f"Publish the site{made_from}", record)
    parents = ("-p", parent) if parent else ()
    return git.line("commit-tree", *parents, written, feed=message.encode())

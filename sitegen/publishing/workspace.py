"""Make a temporary repository for each run, so that the user's own is never written to.

Two things are kept between runs, and are safe to lose: git objects, and an index whose stats tell
which files of the site have not changed. A run that is killed leaves nothing locked: all locks are
in the run's own folder.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from .failures import publish_error
from .git import Git, GitFailure
from .repository import Repository

_ABANDONED = 24 * 3600
"""Seconds after which a run's folder is deleted: the run was killed."""

# These override the user's own settings. Nothing runs but git, its index is one file that can be
# moved, and its stats of the site's files are complete.
_SETTINGS = (
    ("core.bare", "false"),
    ("core.hooksPath", os.devnull),
    ("core.fileMode", "false"),
    ("core.symlinks", "true"),
    ("core.ignoreCase", "false"),
    ("core.fsmonitor", "false"),
    ("core.splitIndex", "false"),
    ("core.trustctime", "true"),
    ("core.checkStat", "default"),
    ("i18n.commitEncoding", "UTF-8"),
    ("i18n.logOutputEncoding", "UTF-8"),
    ("fetch.unpackLimit", "1"),
    ("maintenance.auto", "false"),
)
# The site's bytes go out as they are, whatever settings or a `.gitattributes` say: attributes of
# the repository itself override all others (gitattributes(5)).
_ATTRIBUTES = "* -text !eol -filter -ident -working-tree-encoding\n"


@contextmanager
def workspace(store: Path, repository: Repository, site: Path, keep: bool) -> Iterator[Git]:
    """Make the repository of a run and delete it afterwards; the site is its work tree.

    `store` is the folder for what is kept between runs; it is not changed unless `keep` is true.
    Raises UsageError if it cannot be written.
    """
    try:
        run = _make_run(store, repository.object_format)
    except OSError as error:
        raise publish_error(
            "store",
            f"{store} cannot be written: {error.strerror or error}",
            "make it writable: publishing has its working files there",
        ) from None
    objects = _objects(store, repository.object_format, run if not keep else None)
    environment = {"GIT_DIR": str(run), "GIT_OBJECT_DIRECTORY": str(objects)}
    try:
        maker = Git(repository.top, _SETTINGS[1:], environment)
        form = f"--object-format={repository.object_format}"
        maker.run("init", "--quiet", "--bare", "--template=", form)
        (run / "info").mkdir()
        (run / "info" / "attributes").write_text(_ATTRIBUTES, encoding="ascii")
        environment |= {"GIT_INDEX_FILE": str(run / "index"), "GIT_WORK_TREE": str(site)}
        settings = (*repository.settings, *_SETTINGS)
        yield Git(repository.top, settings, environment, repository.secrets)
        if keep and (run / "index").exists():
            with suppress(OSError):  # the next publish reads all files again
                (run / "index").replace(_index(store, repository.object_format))
    finally:
        shutil.rmtree(run, ignore_errors=True)


def discard(store: Path, object_format: str) -> None:
    """Delete what is kept between runs; the next run makes it again."""
    shutil.rmtree(store / object_format, ignore_errors=True)


def tidy(git: Git, commit: str) -> None:
    """Let git pack the store if it has many loose objects; what a commit needs is kept.

    If that fails nothing is lost: the next publish tries again.
    """
    packing = ("gc.auto=20000", "gc.autoDetach=false", "gc.pruneExpire=1.hour.ago", "pack.window=0")
    options = [word for setting in packing for word in ("-c", setting)]
    with suppress(GitFailure, OSError):
        mark_shallow(git, commit)
        git.run("update-ref", "refs/heads/published", commit)
        git.run(*options, "gc", "--auto", "--quiet")


def mark_shallow(git: Git, commit: str) -> None:
    """Tell git that a commit's parents are not stored (gitrepository-layout(5), `shallow`)."""
    run = Path(git.line("rev-parse", "--absolute-git-dir"))
    (run / "shallow").write_text(commit + "\n", encoding="ascii")


def _make_run(store: Path, object_format: str) -> Path:
    store.mkdir(parents=True, exist_ok=True)
    if not (store / ".gitignore").exists():
        (store / ".gitignore").write_text("*\n", encoding="ascii")
    for old in store.glob("run-*"):
        if time.time() - old.stat().st_mtime > _ABANDONED:
            shutil.rmtree(old, ignore_errors=True)
    run = Path(tempfile.mkdtemp(prefix="run-", dir=os.path.realpath(store)))
    index = _index(store, object_format)
    if index.exists():
        # With its time: by it git knows which files may have changed right after they were read.
        shutil.copy2(index, run / "index")
    return run


def _objects(store: Path, object_format: str, dry_run: Path | None) -> Path:
    lasting = Path(os.path.realpath(store), object_format, "objects")
    if dry_run is None:
        lasting.mkdir(parents=True, exist_ok=True)
        return lasting
    passing = dry_run / "objects"
    (passing / "info").mkdir(parents=True)
    if lasting.exists():
        (passing / "info" / "alternates").write_text(f"{lasting}\n", encoding="utf-8")
    return passing


def _index(store: Path, object_format: str) -> Path:
    return store / object_format / "index"

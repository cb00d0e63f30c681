"""Upload a site to a folder or an object store, in an order that is readable at every moment.

What readers load comes first, then new pages, then those that lead to them, the front page last;
only then what is gone is deleted. A manifest in the target lists our files with their digests.
It is replaced twice, each time only if nobody else has replaced it: before the first file, to say
what is about to be written, and at the end.
"""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Literal, NamedTuple

import msgspec
from msgspec import Meta, Struct

from ..checks.release import check_front_page
from ..config import Config
from ..config.validate import OWN_FOLDERS
from ..files.write import write_whole
from ..incremental.store import site_lock
from ..problems import UsageError
from ..reporting import Reporter
from .failures import publish_error, stop_at
from .options import Changes, Guards, Release, compare
from .publish import build_release, forbidding
from .stores import OWN, Store, Stored, VersionChanged, open_store
from .tree import scan

MANIFEST = f"{OWN}manifest.json"
_PATIENCE = timedelta(hours=1)
"""A publish that began longer ago, and has not ended, was killed."""

_AT_ONCE = 16
"""How many files are sent at the same time."""


class Uploaded(Struct, frozen=True):
    """The result of an upload; the status of a dry run is `planned`."""

    status: Literal["published", "unchanged", "planned"]
    target: str
    plan: Changes


_Path = Annotated[str, Meta(pattern=r"^(?!/)(?!(.*/)?\.{1,2}(/|$))[^\x00-\x1f\\]+$")]
"""A path of a target that does not lead out of it: anybody who can write there may have made it."""


class _Begun(Struct, frozen=True):
    """A publish at work: who began it and when (RFC 3339), and what it writes or deletes."""

    by: str
    at: Annotated[datetime, Meta(tz=True)]
    writes: tuple[_Path, ...]


class _Manifest(Struct, frozen=True, omit_defaults=True):
    """Our files in a target with their digests (SHA-256, hexadecimal), and a publish at work."""

    files: dict[_Path, str] = {}
    begun: _Begun | None = None


class _Upload(NamedTuple):
    """What all steps of an upload share; `who` names this site's publishes, on this machine."""

    release: Release
    store: Store
    guards: Guards
    reporter: Reporter
    who: str


def upload_site(config: Config, to: str, guards: Guards, reporter: Reporter) -> Uploaded:
    """Build a release of a site and publish it to a target (`open_store`).

    Raises ContentError for problems of the site, UsageError for anything else.
    """
    store = open_store(to)
    if "://" not in to:
        _refuse_own_folder(config, to)
    release = build_release(config, reporter)
    with site_lock(config.cache, reporter.note), store.locked(reporter.note):
        return _upload(_Upload(release, store, guards, reporter, _name_of(config.cache)))


def _upload(upload: _Upload) -> Uploaded:
    release, store, guards, reporter, _ = upload
    sizes = scan(release.folder)
    stop_at(check_front_page(sizes), reporter)
    reporter.phase("comparing", len(sizes))
    new = {path: _digest(release.folder / path) for path in sizes}
    stored = store.read(MANIFEST)
    old = _manifest(stored, store)
    unsure = _unsure(old, upload)
    # What a killed publish was writing may be there or not: it is written again.
    before = {path: "" if path in unsure else digest for path, digest in old.files.items()}
    changes = compare(before, new, sizes, {})
    ours = old.files.keys() | unsure
    _refuse_foreign(store.present(new.keys() - ours), upload)
    gone = sorted((*changes.deleted, *(unsure - new.keys() - old.files.keys())))
    stop_at(forbidding(release, changes, guards, old.files, new), reporter)
    done = Uploaded("planned", store.name, changes)
    if not (changes.added or changes.changed or gone or old.begun):
        return msgspec.structs.replace(done, status="unchanged")
    if guards.dry_run:
        return done
    reporter.phase("uploading", len(changes.added) + len(changes.changed))
    try:
        begun = _begin(upload, old, stored, changes)
        for step in steps(changes):
            _put(upload, step)
        store.delete(gone)
        store.replace(MANIFEST, msgspec.json.encode(_Manifest(new)), begun)
    except VersionChanged:
        raise _lost_race(store) from None
    return msgspec.structs.replace(done, status="published")


def _refuse_own_folder(config: Config, to: str) -> None:
    """Refuse a target among the site's sources, or in a folder that sitegen writes for itself."""
    root, target = os.path.realpath(config.root), os.path.realpath(to)
    own = (*OWN_FOLDERS, config.file.content, config.file.output)
    places = [Path(root, name) for name in own]
    if Path(root).is_relative_to(target) or any(map(Path(target).is_relative_to, places)):
        message = f"{to} is a folder of the site itself"
        raise publish_error("target", message, "name a folder that a web server reads")


def _name_of(cache: Path) -> str:
    """Return the name of this site's publishes on this machine.

    A publish goes on where its own was killed. A cache may be restored on another machine.
    """
    path = cache / "upload.id"
    try:
        name = path.read_text("ascii")
    except (OSError, ValueError):
        name = os.urandom(8).hex()
        write_whole(path, name.encode())
    return f"{name} on {platform.node()}"


def _digest(path: Path) -> str:
    digest = sha256()
    with open(path, "rb") as file:
        while piece := file.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()


def _manifest(stored: Stored | None, store: Store) -> _Manifest:
    if stored is None:
        return _Manifest()
    try:
        return msgspec.json.decode(stored.data, type=_Manifest)
    except msgspec.MsgspecError as error:
        message = f"{MANIFEST} in {store.name} cannot be read: {error}"
        hint = "delete it, then publish with --adopt: files that are gone from the site stay"
        raise publish_error("manifest", message, hint) from None


def _unsure(old: _Manifest, upload: _Upload) -> set[str]:
    """Return what a publish that did not end was writing; UsageError if it may be at work."""
    begun = old.begun
    if begun is None:
        return set()
    age = datetime.now(UTC) - begun.at
    if begun.by != upload.who and age < _PATIENCE and not upload.guards.adopt:
        minutes = int(age.total_seconds() // 60)
        raise publish_error(
            "race",
            f"another publish to {upload.store.name} began {minutes} minutes ago and has not ended",
            "wait until it has; if it was killed: --adopt",
        )
    return set(begun.writes)


def _refuse_foreign(foreign: set[str], upload: _Upload) -> None:
    """Refuse to replace files that sitegen did not write."""
    if not foreign or upload.guards.adopt:
        return
    names = ", ".join(sorted(foreign)[:5]) + (", …" if len(foreign) > 5 else "")
    message = f"{upload.store.name} has {len(foreign):,} files of others where the site has some"
    hint = f"they are: {names}; move them away, or replace them: --adopt"
    raise publish_error("foreign", message, hint)


def _begin(upload: _Upload, old: _Manifest, stored: Stored | None, changes: Changes) -> str:
    """Say in the target what is about to be written; return the version of the manifest."""
    earlier = old.begun.writes if old.begun else ()
    # What is deleted may come back in the next publish, while this one is killed halfway.
    writes = {*changes.added, *changes.changed, *changes.deleted, *earlier}
    now = datetime.now(UTC).replace(microsecond=0)
    begun = _Manifest(old.files, _Begun(upload.who, now, tuple(sorted(writes))))
    version = stored.version if stored else ""
    return upload.store.replace(MANIFEST, msgspec.json.encode(begun), version)


def steps(changes: Changes) -> Iterator[list[str]]:
    """Order what is written: each step needs only files of those before it."""
    added = [path for path in changes.added if path != "index.html"]
    changed = [path for path in changes.changed if path != "index.html"]
    written = {*changes.added, *changes.changed}
    yield [path for path in (*added, *changed) if not path.endswith(_LEADING)]
    yield [path for path in added if path.endswith(_LEADING)]
    yield [path for path in changed if path.endswith(_LEADING)]
    yield ["index.html"] if "index.html" in written else []


_LEADING = (".html", ".xml", ".json", ".txt", ".opml")
"""Files that name other files of the site."""


def _put(upload: _Upload, paths: Iterable[str]) -> None:
    """Write files, several at a time; the next step begins when all are there."""

    def put(path: str) -> None:
        upload.store.put(path, upload.release.folder / path)

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        try:
            for _ in pool.map(put, paths):
                upload.reporter.advance(1)
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def _lost_race(store: Store) -> UsageError:
    return publish_error(
        "race",
        f"somebody else published to {store.name} during this publish",
        "look at what is there, then publish again",
    )

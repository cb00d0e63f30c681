"""Where a site can be uploaded to: a folder, or an object store (S3, R2, MinIO) through obstore."""

from __future__ import annotations

import mimetypes
import os
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple, Protocol
from urllib.parse import urlsplit

from ..files.write import FileWriter, write_whole
from ..incremental.store import site_lock
from ..problems import UsageError, optional
from .failures import publish_error
from .git import redact

OWN = ".sitegen/"
"""The folder of a target that has our manifest, and nothing that readers ask for."""

_BRIEFLY = "public, max-age=300"
_LONG = "public, max-age=86400"
_FOLLOWED = (".html", ".xml", ".json", ".txt", ".opml", ".js")
"""Files that lead to others: a reader should not have an old one for long."""


class Stored(NamedTuple):
    """The bytes of a file in a target, and what tells this version of it from others."""

    data: bytes
    version: str


class VersionChanged(Exception):
    """A file was to be replaced, and it is another one by now."""


class Store(Protocol):
    """A target. Paths are relative to it, with slashes; UsageError where it cannot be used."""

    name: str

    def locked(self, note: Callable[[str], None]) -> AbstractContextManager[None]:
        """Keep other publishes of this machine from the target, where that is possible."""

    def read(self, path: str) -> Stored | None:
        """Read a small file; None if there is none."""

    def replace(self, path: str, data: bytes, version: str) -> str:
        """Replace a version of a file ("" for none), and return the new one; VersionChanged."""

    def present(self, paths: Collection[str]) -> set[str]:
        """Return those of the paths that are files of the target."""

    def put(self, path: str, file: Path) -> None:
        """Write a file, whole or not at all."""

    def delete(self, paths: Iterable[str]) -> None:
        """Delete files, and folders that are empty then."""


def open_store(target: str) -> Store:
    """Open a target: `s3://bucket/prefix`, or the path of a folder."""
    parts = urlsplit(target)
    if parts.scheme == "s3":
        return _ObjectStore(target)
    if "://" in target:
        message = f"`{parts.scheme}://` is no target that sitegen knows"
        raise publish_error("target", message, "give a folder, or s3://bucket/prefix")
    return _FolderStore(Path(target))


class _FolderStore:
    """A folder that a web server serves; it is made if its parent is there."""

    def __init__(self, folder: Path) -> None:
        self.name = str(folder)
        self._folder = folder.absolute()
        self._scratch = self._folder / OWN
        if folder.exists() and not folder.is_dir():
            raise publish_error("target", f"{folder} is no folder", "name the folder of the site")
        if not self._folder.parent.is_dir():
            message = f"there is no folder {folder.parent}"
            raise publish_error("target", message, f"make it, or correct --to {folder}")

    def locked(self, note: Callable[[str], None]) -> AbstractContextManager[None]:
        """Hold a lock in the folder; see `Store`."""
        return self._lock(note)

    @contextmanager
    def _lock(self, note: Callable[[str], None]) -> Iterator[None]:
        with self._explained():
            self._scratch.mkdir(parents=True, exist_ok=True)
        with site_lock(self._scratch, note, work="publish"):
            for left in self._scratch.glob("*.part"):
                left.unlink(missing_ok=True)
            yield

    def read(self, path: str) -> Stored | None:
        """Read a file; see `Store`."""
        with self._explained():
            try:
                data = (self._folder / path).read_bytes()
            except FileNotFoundError:
                return None
        return Stored(data, sha256(data).hexdigest())

    def replace(self, path: str, data: bytes, version: str) -> str:
        """Replace a file; see `Store`. The lock keeps others from doing so in between."""
        found = self.read(path)
        if (found.version if found else "") != version:
            raise VersionChanged
        with self._explained():
            write_whole(self._folder / path, data, sync=True)
        return sha256(data).hexdigest()

    def present(self, paths: Collection[str]) -> set[str]:
        """Find files; see `Store`. What is reached through a symbolic link is refused."""
        with self._explained():
            for folder in {path.rpartition("/")[0] for path in paths}:
                self._check_inside(folder)
            return {path for path in paths if os.path.lexists(self._folder / path)}

    def _check_inside(self, folder: str) -> None:
        """Refuse to write or delete through a symbolic link."""
        place = self._folder  # which may be a link itself
        for name in filter(None, folder.split("/")):
            place = place / name
            if place.is_symlink() or (place.exists() and not place.is_dir()):
                what = "a symbolic link" if place.is_symlink() else "a file"
                message = f"{place} is {what}, and the site has a folder there"
                raise publish_error("foreign", message, "move it away, then publish again")

    def put(self, path: str, file: Path) -> None:
        """Write a file in our own folder, then move it to its place; see `Store`."""
        with self._explained(), open(file, "rb", buffering=0) as source:
            self._check_inside(path.rpartition("/")[0])
            FileWriter(self._folder, self._scratch).copy(source, path, new=True)

    def delete(self, paths: Iterable[str]) -> None:
        """Delete files and the folders that they leave empty; see `Store`."""
        with self._explained():
            for path in paths:
                target = self._folder / path
                self._check_inside(path.rpartition("/")[0])
                target.unlink(missing_ok=True)
                for folder in list(target.parents)[: path.count("/")]:
                    try:
                        folder.rmdir()
                    except OSError:  # It has other files.
                        break

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            message = f"{error.filename or self.name} cannot be written: {error.strerror or error}"
            hint = "free some space or change its permissions, then publish again"
            raise publish_error("target", message, hint) from None


class _ObjectStore:
    """A bucket, or a part of one; `AWS_…` variables of the environment say who asks, and where."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._obstore: Any = optional("obstore", "`--to s3://…`", "s3")
        stores: Any = optional("obstore.store", "`--to s3://…`", "s3")
        if "@" in parts.netloc or not parts.netloc:
            message = "an address such as s3://bucket/prefix is asked for, without any key in it"
            hint = "give keys in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
            raise publish_error("target", message, hint)
        self.name = f"s3://{parts.netloc}/{parts.path.strip('/')}".rstrip("/")
        self._errors = self._obstore.exceptions
        with self._explained():
            prefix = parts.path.strip("/")
            self._store = stores.S3Store(
                parts.netloc,
                prefix=prefix or None,
                client_options={"allow_http": True, "timeout": "60s"},
                retry_config={"max_retries": 4, "retry_timeout": timedelta(seconds=40)},
            )

    def locked(self, note: Callable[[str], None]) -> AbstractContextManager[None]:
        """Do nothing: the manifest's version tells whether another publish came first."""
        return nullcontext()

    def read(self, path: str) -> Stored | None:
        """Read an object; see `Store`."""
        try:
            with self._explained(may_be_missing=True):
                found = self._obstore.get(self._store, path)
                return Stored(bytes(found.bytes()), found.meta["e_tag"] or "")
        except FileNotFoundError:
            return None

    def replace(self, path: str, data: bytes, version: str) -> str:
        """Replace an object if its ETag is this one; see `Store`."""
        mode = {"e_tag": version} if version else "create"
        kind = {"Content-Type": "application/json", "Cache-Control": "no-store"}
        with self._explained():
            done = self._obstore.put(self._store, path, data, mode=mode, attributes=kind)
        return done["e_tag"] or ""

    def present(self, paths: Collection[str]) -> set[str]:
        """Find objects: a few one by one, many by listing all; see `Store`."""
        if len(paths) > _LISTED_FROM:
            with self._explained():
                pages = self._obstore.list(self._store)
                return {meta["path"] for page in pages for meta in page} & set(paths)
        return {path for path in paths if self._is_there(path)}

    def _is_there(self, path: str) -> bool:
        try:
            with self._explained(may_be_missing=True):
                self._obstore.head(self._store, path)
        except FileNotFoundError:
            return False
        return True

    def put(self, path: str, file: Path) -> None:
        """Write an object with its type and how long a cache may keep it; see `Store`."""
        attributes = {
            "Content-Type": _type_of(path),
            "Cache-Control": _BRIEFLY if path.endswith(_FOLLOWED) else _LONG,
        }
        with self._explained():
            self._obstore.put(self._store, path, file, attributes=attributes)

    def delete(self, paths: Iterable[str]) -> None:
        """Delete objects, a thousand a request; see `Store`."""
        remaining = list(paths)
        with self._explained():
            if remaining:
                self._obstore.delete(self._store, remaining)

    @contextmanager
    def _explained(self, may_be_missing: bool = False) -> Iterator[None]:
        errors = self._errors
        try:
            yield
        except (errors.AlreadyExistsError, errors.PreconditionError):
            raise VersionChanged from None
        except FileNotFoundError as error:
            if "NoSuchBucket" in str(error):
                message = f"{self.name}: there is no such bucket"
                hint = "make it, or correct --to and AWS_ENDPOINT_URL"
                raise publish_error("target", message, hint) from None
            if may_be_missing:
                raise
            raise self._failed(error) from None
        except (errors.BaseError, OSError, ValueError) as error:
            raise self._failed(error) from None

    def _failed(self, error: Exception) -> UsageError:
        text = str(error)
        for name in ("AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_ACCESS_KEY_ID"):
            if value := os.environ.get(name):
                text = text.replace(value, "…")
        words = " ".join(redact(text).partition("Debug source")[0].split())[:300]
        denied = isinstance(error, self._errors.PermissionDeniedError) or "403" in words
        hint = (
            "set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_REGION; for another service than"
            " Amazon's AWS_ENDPOINT_URL, too"
        )
        what = "refuses these keys" if denied else "cannot be used"
        return publish_error("target", f"{self.name} {what}: {words}", hint)


_LISTED_FROM = 50
"""So many objects are found sooner in a list of all than one by one."""


def _type_of(path: str) -> str:
    """Name the media type of a file by its ending; text is UTF-8."""
    known = {".webmanifest": "application/manifest+json", ".avif": "image/avif"}
    kind = known.get(Path(path).suffix) or mimetypes.guess_type(path)[0]
    if path.endswith("feed.xml"):
        kind = "application/atom+xml"
    kind = kind or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind

"""Load a site's extensions: from the paths in `site.yml` to what they add."""

from __future__ import annotations

import importlib.util
import os
import re
import sys
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import lru_cache
from hashlib import blake2b
from importlib.machinery import SourceFileLoader
from pathlib import Path
from typing import Any, NamedTuple

from ..config import Config, site_problem
from ..formats.paths import is_inside
from ..problems import Problem, UsageError
from .extension import Extension, Registered

_NAME = "extension"


class Loaded(NamedTuple):
    """An extension that was loaded: its path as problems name it, its digest, what it adds."""

    shown: str
    path: str
    digest: bytes
    extension: Extension


class Extensions:
    """All extensions of a site.

    It crosses to another process as the paths and digests of its files, which are loaded there.
    """

    def __init__(self, root: str, loaded: tuple[Loaded, ...]) -> None:
        self.root = root
        self.loaded = loaded
        self.filters = _merged(loaded, lambda extension: extension.filters)
        self.functions = _merged(loaded, lambda extension: extension.functions)
        self.plugins = tuple(plugin for one in loaded for plugin in one.extension.plugins)
        self.kinds = tuple(kind for one in loaded for kind in one.extension.kinds)
        self.embeds = {name: kind for one in loaded for name, kind in one.extension.embeds.items()}

    def __reduce__(self) -> tuple[Callable[..., Extensions], tuple[Any, ...]]:
        return _load_again, (self.root, tuple((one.shown, one.digest) for one in self.loaded))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Extensions) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)

    @property
    def key(self) -> bytes:
        """Digest all extensions, in their order."""
        return _digest(self.loaded)

    @property
    def reading_key(self) -> bytes:
        """Digest the extensions that decide how Markdown is read."""
        return _digest(
            tuple(one for one in self.loaded if one.extension.plugins or one.extension.embeds)
        )

    @property
    def digests(self) -> Mapping[str, bytes]:
        """The digest of each extension by the path that problems name."""
        return {one.shown: one.digest for one in self.loaded}

    def failure(self, error: Exception) -> Problem | None:
        """Make the problem of an error that was raised in an extension; None for any other."""
        from traceback import extract_tb

        shown = {one.path: one.shown for one in self.loaded}
        for frame in reversed(extract_tb(error.__traceback__)):
            if frame.filename in shown:
                message = f"{type(error).__name__}: {error}"
                path, line = shown[frame.filename], frame.lineno or 0
                return Problem(path, message, "extension.error", line=line)
        return None


class Addition(NamedTuple):
    """A registered filter or function, and the extension that it comes from."""

    shown: str
    registered: Registered


def _merged(
    loaded: tuple[Loaded, ...], of: Callable[[Extension], Mapping[str, Registered]]
) -> dict[str, Addition]:
    return {
        name: Addition(one.shown, registered)
        for one in loaded
        for name, registered in of(one.extension).items()
    }


def _digest(loaded: tuple[Loaded, ...]) -> bytes:
    digest = blake2b(digest_size=16)
    for one in loaded:
        digest.update(f"{one.shown}\0".encode() + one.digest)
    return digest.digest()


NONE = Extensions("", ())


def load_extensions(
    config: Config, reserved: frozenset[str], templates: Collection[str]
) -> Extensions:
    """Load the extensions that `site.yml` names; UsageError with all that is wrong with them.

    `reserved` are the names of filters and functions that are sitegen's own, `templates` those of
    the templates that the site has.
    """
    loaded: list[Loaded] = []
    problems: list[Problem] = []
    for number, name in enumerate(config.file.extensions):
        try:
            loaded.append(_load(config, number, name))
        except UsageError as error:
            problems.extend(error.problems)
    problems.extend(_clashes(loaded, reserved))
    problems.extend(_wrong_kinds(loaded, templates))
    problems.extend(_wrong_embeds(loaded, templates))
    if problems:
        raise UsageError(problems)
    return Extensions(config.root, tuple(loaded))


def _load(config: Config, number: int, name: str) -> Loaded:
    keys = ("extensions", number)
    root = os.path.realpath(config.root)
    path = Path(root, name)
    is_below = is_inside(os.path.realpath(path), root)
    if path.suffix != ".py" or not is_below or path.parent == Path(root):
        message = f"“{name}” is not a Python file in a folder of this site"
        hint = "put it into a folder, and write its path from the site's: extensions/digest.py"
        raise UsageError(site_problem(config, keys, message, "extension.path", hint))
    try:
        data = path.read_bytes()
    except OSError as error:
        message = f"the extension “{name}” cannot be read: {error.strerror}"
        raise UsageError(site_problem(config, keys, message, "extension.missing")) from None
    return _loaded(str(path), name, data)


@lru_cache(maxsize=32)
def _loaded(path: str, shown: str, data: bytes) -> Loaded:
    """Run a module once for each version of its text."""
    digest = blake2b(data, digest_size=16).digest()
    module_name = f"sitegen_extension_{digest.hex()}"
    loader = _TextLoader(module_name, path, data)
    spec = importlib.util.spec_from_file_location(module_name, path, loader=loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[module_name] = module
    try:
        loader.exec_module(module)
    except Exception as error:  # noqa: BLE001 (a module may raise anything)
        del sys.modules[module_name]
        raise UsageError(_failure(path, shown, error)) from None
    extension = getattr(module, _NAME, None)
    if not isinstance(extension, Extension):
        message = "the module has no `extension = Extension()`"
        hint = "from sitegen import Extension"
        raise UsageError(Problem(shown, message, "extension.none", hint=hint))
    return Loaded(shown, path, digest, extension)


class _TextLoader(SourceFileLoader):
    """Loads a module from its text alone, and keeps nothing that was compiled.

    Compiled files are dated by the second: an edit within one would not be seen.
    """

    def __init__(self, name: str, path: str, data: bytes) -> None:
        super().__init__(name, path)
        self._data = data

    def path_stats(self, path: str) -> Mapping[str, Any]:
        raise OSError  # As for a loader that has no dates: nothing compiled is read or written.

    def get_data(self, path: str) -> bytes:
        if os.fspath(path) != self.path:
            raise OSError
        return self._data


def _failure(path: str, shown: str, error: Exception) -> Problem:
    if isinstance(error, SyntaxError) and error.filename == path:
        return Problem(
            shown,
            f"the extension is not Python: {error.msg}",
            "extension.syntax",
            line=error.lineno or 0,
            column=error.offset or 0,
            excerpt=(error.text or "").rstrip("\n"),
        )
    from traceback import extract_tb

    frames = extract_tb(error.__traceback__)
    lines = [frame.lineno for frame in frames if frame.filename == path]
    message = f"the extension cannot be loaded: {type(error).__name__}: {error}"
    return Problem(shown, message, "extension.error", line=(lines or [0])[-1] or 0)


def _clashes(loaded: list[Loaded], reserved: frozenset[str]) -> list[Problem]:
    """Find names that sitegen or another extension has already, and reads that do not exist."""
    from ..pages import SiteView

    problems = []
    taken = dict.fromkeys(reserved, "sitegen")
    for one in loaded:
        for registered in (one.extension.filters, one.extension.functions):
            for name, addition in registered.items():
                owner = taken.setdefault(name, one.shown)
                if owner != one.shown:
                    message = f"`{name}` is taken by {owner}"
                    hint = "give it another name: name=…"
                    problems.append(Problem(one.shown, message, "extension.name", hint=hint))
                for read in addition.reads:
                    if read.partition(".")[0] not in SiteView.__struct_fields__:
                        message = f"`{name}` reads `{read}`, and `site` has no such attribute"
                        hint = "it has: " + ", ".join(SiteView.__struct_fields__)
                        problems.append(Problem(one.shown, message, "extension.reads", hint=hint))
    return problems


def _wrong_kinds(loaded: list[Loaded], templates: Collection[str]) -> Iterator[Problem]:
    """Find kinds of pages whose template is missing, or whose name another type has."""
    if not any(one.extension.kinds for one in loaded):
        return
    from ..planning.kinds import KINDS

    taken = {page.__name__ for kind in KINDS for page in kind.pages}
    for one in loaded:
        for page in (page for kind in one.extension.kinds for page in kind.pages):
            if page.__name__ in taken:
                message = f"there is a kind of page called `{page.__name__}` already"
                yield Problem(one.shown, message, "extension.kind", hint="give it another name")
            taken.add(page.__name__)
            if page.template not in templates:
                message = f"there is no template “{page.template}” for `{page.__name__}`"
                hint = f"make it: templates/{page.template}"
                yield Problem(one.shown, message, "extension.kind", hint=hint)


_EMBED_NAME = re.compile(r"[A-Za-z][\w-]*")


def _wrong_embeds(loaded: list[Loaded], templates: Collection[str]) -> Iterator[Problem]:
    """Find embeds whose name is taken or cannot be written, or whose template is missing."""
    if not any(one.extension.embeds for one in loaded):
        return
    from ..embeds.builtin import BUILTIN
    from ..embeds.declaration import FOLDER

    taken = dict.fromkeys(BUILTIN, "sitegen")
    for one in loaded:
        for name in one.extension.embeds:
            owner = taken.setdefault(name, one.shown)
            if owner != one.shown:
                message = f"the embed “{name}” is taken by {owner}"
                hint = f"give it another name; a look of its own is templates/{FOLDER}/{name}.html"
                yield Problem(one.shown, message, "extension.embed", hint=hint)
            elif not _EMBED_NAME.fullmatch(name):
                message = f"an embed cannot be called “{name}”"
                hint = "begin with a letter, and use letters, digits, - and _ alone"
                yield Problem(one.shown, message, "extension.embed", hint=hint)
            elif f"{FOLDER}/{name}.html" not in templates:
                message = f"there is no template for the embed “{name}”"
                hint = f"make it: templates/{FOLDER}/{name}.html"
                yield Problem(one.shown, message, "extension.embed", hint=hint)


def _load_again(root: str, files: tuple[tuple[str, bytes], ...]) -> Extensions:
    """Load extensions in another process, where they are known to load."""
    loaded = []
    for shown, digest in files:
        path = os.path.join(os.path.realpath(root), shown)
        one = _loaded(path, shown, Path(path).read_bytes())
        if one.digest != digest:
            raise UsageError(Problem(shown, "it changed during the build", "extension.changed"))
        loaded.append(one)
    return Extensions(root, tuple(loaded))

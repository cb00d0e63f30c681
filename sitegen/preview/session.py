"""A session of `sitegen serve`: watch, refresh, and notify browsers until it is ended."""

from __future__ import annotations

import gc
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from types import FrameType
from typing import NamedTuple

import msgspec

from ..problems import Problem, UsageError
from .handler import PreviewHandler
from .http import Access
from .problems import problems_of, shown
from .server import Hub, PreviewServer, listen
from .snapshot import Changes
from .watch import EVERYTHING, Batch, Watcher
from .workspace import PreviewOptions, Workspace


class ServeOptions(msgspec.Struct, frozen=True):
    """Where to serve what, and to whom. Hosts are names or addresses without a port."""

    preview: PreviewOptions
    host: str = "127.0.0.1"
    port: int = 8000
    allowed_hosts: tuple[str, ...] = ()
    poll: bool = False


class _Session(NamedTuple):
    """What a session works with; `say` tells the user a line."""

    server: PreviewServer
    workspace: Workspace
    watcher: Watcher
    hub: Hub
    say: Callable[[str], None]


def serve(options: ServeOptions, say: Callable[[str], None], ready: Callable[[str], None]) -> None:
    """Serve a preview until Ctrl-C or SIGTERM; `ready` gets the address once it answers.

    `say` gets what to tell the user, a line at a time. UsageError if the site or the port
    cannot be had.
    """
    with ExitStack() as stack:
        stack.enter_context(_ends_on_sigterm())
        stack.enter_context(_quiet_collector())
        server = listen(options.host, options.port, PreviewHandler)
        stack.callback(server.server_close)
        if options.port not in (0, server.server_port):
            say(f"port {options.port} is taken; this is {server.server_port}")
        workspace = _open(options.preview, say)
        stack.callback(workspace.close)
        stack.callback(server.stop)
        gc.freeze()
        hub = Hub(workspace.snapshot.version, shown(workspace.snapshot.config, workspace.problems))
        watcher = Watcher(options.poll, say)
        stack.callback(watcher.close)
        stack.enter_context(_told_of_dead_threads(watcher))
        try:
            _serve(options, _Session(server, workspace, watcher, hub, say), ready)
        except KeyboardInterrupt:
            say("stopped")


def _open(options: PreviewOptions, say: Callable[[str], None]) -> Workspace:
    try:
        return Workspace(options, say)
    except OSError as error:
        raise UsageError(
            Problem(
                str(error.filename or options.root),
                f"cannot be read or written: {error.strerror or error}",
                "preview.disk",
                hint="free some space or make the folder writable",
            )
        ) from None


def _serve(options: ServeOptions, session: _Session, ready: Callable[[str], None]) -> None:
    server, workspace, watcher, hub, say = session
    base = workspace.snapshot.config.base
    problems = workspace.problems
    server.start(workspace, hub, Access(options.host, options.allowed_hosts))
    address = f"http://{_host(options.host)}:{server.server_port}"
    say(f"{address}{base}/  (overview: {address}/_sitegen/)")
    if not server.is_local:
        say(
            "anyone on your network can read this preview and its drafts:"
            f" it listens on {server.server_name}"
        )
    watcher.follow(workspace.watched)
    say(f"watching {', '.join(_watched(workspace))}; Ctrl-C ends it")
    for problem in problems:
        say(problem.text())
    ready(f"{address}{base}/")
    for batch in watcher.batches():
        try:
            _take_in(batch, session)
        except Exception as error:  # noqa: BLE001 - nothing may end a preview but its user
            for problem in problems_of(error, options.preview.root):
                say(problem.text())
            watcher.doubt()


def _take_in(batch: Batch, session: _Session) -> None:
    """Update the site with the changes, and report them to the browsers and the terminal."""
    _, workspace, watcher, hub, say = session
    began = time.perf_counter()
    changes = workspace.refresh(batch)
    _tell(changes, workspace, hub)
    if changes.any or changes.files:
        say(_line(changes, time.perf_counter() - began))
    if workspace.problems_changed():
        snapshot = workspace.snapshot
        problems = workspace.problems
        hub.problems(snapshot.version, shown(snapshot.config, problems))
        _say_problems(problems, say)
    if batch is EVERYTHING:
        watcher.follow(workspace.watched)
        gc.collect()
        gc.freeze()
    if workspace.is_troubled:
        watcher.doubt()


def _tell(changes: Changes, workspace: Workspace, hub: Hub) -> None:
    """Notify the browsers: styles first, so that a changed page finds them loaded."""
    version = workspace.snapshot.version
    if changes.styles:
        hub.css(version, changes.styles)
    if changes.urls or changes.everything:
        hub.reload(version, changes.urls, changes.everything, changes.moved)


def _line(changes: Changes, seconds: float) -> str:
    files = changes.files
    name = files[0] if files else "the clock"
    more = f" and {len(files) - 1:,} more" if len(files) > 1 else ""
    pages = f"{changes.pages:,} page{'s' if changes.pages != 1 else ''}"
    if changes.styles and not changes.urls and not changes.everything:
        pages = "styles"
    return f"{name}{more} → {pages}, {seconds * 1000:.0f} ms"


def _say_problems(problems: tuple[Problem, ...], say: Callable[[str], None]) -> None:
    for problem in problems:
        say(problem.text())
    if not problems:
        say("no problems any more")


def _watched(workspace: Workspace) -> Iterator[str]:
    places = workspace.watched
    for path in filter(os.path.exists, (places.site_file, *places.folders)):
        yield path.removeprefix(places.root + "/")


def _host(host: str) -> str:
    if host in ("", "0.0.0.0", "::"):  # noqa: S104
        return "127.0.0.1" if host != "::" else "[::1]"
    return f"[{host}]" if ":" in host else host


@contextmanager
def _quiet_collector() -> Iterator[None]:
    """Pause the cyclic garbage collector while someone waits; run it when nothing happens."""
    gc.disable()
    try:
        yield
    finally:
        gc.unfreeze()
        gc.enable()


@contextmanager
def _told_of_dead_threads(watcher: Watcher) -> Iterator[None]:
    """Report threads that die of an error to the watcher."""
    before = threading.excepthook

    def tell(dead: threading.ExceptHookArgs) -> None:
        watcher.lost_thread(dead.thread)
        if os.environ.get("SITEGEN_DEBUG"):
            before(dead)

    threading.excepthook = tell
    try:
        yield
    finally:
        threading.excepthook = before


@contextmanager
def _ends_on_sigterm() -> Iterator[None]:
    """Let SIGTERM end the session as Ctrl-C does."""

    def end(_signal: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)

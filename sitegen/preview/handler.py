"""One connection of the preview: it reads requests, checks who asks, and sends answers."""

from __future__ import annotations

import os
from html import escape
from http import HTTPStatus
from io import BufferedReader
from pathlib import Path
from urllib.parse import parse_qs, unquote

from .. import __version__
from ..incremental.sources import CacheDamaged
from ..pages import Page
from ..planning.kinds.copy import CopyPage
from ..planning.kinds.picture import MadePage
from ..problems import ContentError, SitegenError
from .dashboard import dashboard, failure_page, problem_list
from .http import (
    PATIENCE,
    DeadlineReader,
    Responder,
    check_headers,
    content_type,
    has_body,
    split_target,
)
from .lookup import BadPath, Moved, decoded, find
from .problems import edit_url, shown
from .server import PreviewServer, TooManyStreams
from .snapshot import source_of

OWN = "/_sitegen/"
"""The preview's own addresses begin with this, whatever the base path of the site is."""
BROWSER = Path(__file__).parent / "browser"
FILES = {
    "client.js": BROWSER / "client.js",
    "overlay.css": BROWSER / "overlay.css",
    "idiomorph.js": BROWSER / "vendor" / "idiomorph.esm.js",
}


class PreviewHandler(Responder):
    """Answers GET and HEAD for the pages of a snapshot, and nothing else."""

    server: PreviewServer
    protocol_version = "HTTP/1.1"
    server_version = f"sitegen/{__version__}"
    sys_version = ""
    timeout = PATIENCE
    disable_nagle_algorithm = True
    wbufsize = -1

    def setup(self) -> None:
        """Read the connection with a deadline for each request."""
        super().setup()
        self._incoming = DeadlineReader(self.connection)
        self.rfile = BufferedReader(self._incoming)

    def handle_one_request(self) -> None:
        """Answer the next request; a connection that still waits for one may be closed."""
        self._incoming.start()
        self.server.note_waiting(self.connection, True)
        super().handle_one_request()

    def parse_request(self) -> bool:
        """Read the headers; False if they were refused, which has then been answered."""
        if not super().parse_request():
            return False
        self.server.note_waiting(self.connection, False)
        self.connection.settimeout(PATIENCE)
        refused = check_headers(self.headers)
        if refused is not None:
            self._refuse(*refused)
            return False
        self._body_follows = has_body(self.headers)
        return True

    def handle_expect_100(self) -> bool:
        """Tell a client that asks first not to send a body: nothing here reads one."""
        return True

    def _get(self) -> None:
        """Send what is at the path; the request's body is not read, so the connection then ends."""
        self._answer()
        if self._body_follows:
            self.close_connection = True
            self._drain()

    do_GET = do_HEAD = _get  # noqa: N815

    def _answer(self) -> None:
        found = split_target(self.path)
        if found is None:
            self._refuse(HTTPStatus.BAD_REQUEST, "no page has such an address")
            return
        authority, target = found
        if authority is not None and authority.lower() != self.headers.get("Host", "").lower():
            self._refuse(HTTPStatus.BAD_REQUEST, "the request names two hosts")
            return
        if not self._may_ask():
            self._refuse(HTTPStatus.FORBIDDEN, "this preview answers to its own pages alone")
            return
        path, _, query = target.partition("#")[0].partition("?")
        try:
            if decoded(path).startswith(OWN):
                self._own(decoded(path)[len(OWN) :], query)
            else:
                self._site(path, query)
        except BadPath:
            self._refuse(HTTPStatus.BAD_REQUEST, "no page has such an address")

    def _refuse_method(self) -> None:
        self._refuse(HTTPStatus.METHOD_NOT_ALLOWED, "only GET and HEAD are answered")

    do_POST = do_PUT = do_PATCH = do_DELETE = _refuse_method  # noqa: N815
    do_OPTIONS = do_TRACE = do_CONNECT = _refuse_method  # noqa: N815

    def _may_ask(self) -> bool:
        hosts = self.headers.get_all("Host", [])
        origins = self.headers.get_all("Origin", [])
        address = self.connection.getsockname()[0]
        return self.server.access.allows(hosts, origins, address)

    # --- the site ---------------------------------------------------------------------------

    def _site(self, path: str, query: str) -> None:
        snapshot = self.server.workspace.snapshot
        found = find(snapshot.planned.pages, snapshot.config.base, path)
        index = self._of_index(decoded(path)) if found is None or found.status == 404 else None
        if index is not None:
            self._file(index, 200, Path(snapshot.config.root, index.source))
        elif found is None:
            self._refuse(HTTPStatus.NOT_FOUND, "there is no such page")
        elif isinstance(found, Moved):
            self._redirect(found, query)
        elif isinstance(found.page, MadePage):
            self._picture(found.page, found.status)
        elif isinstance(found.page, CopyPage):
            self._copy(found.page, found.status)
        else:
            self._page(found.page, found.status)

    def _of_index(self, path: str) -> CopyPage | None:
        """Find a file of the search index, which is not in the plan."""
        workspace = self.server.workspace
        prefix = unquote(workspace.snapshot.config.base) + "/"
        try:
            return workspace.index_file(path.removeprefix(prefix))
        except (SitegenError, CacheDamaged):
            self.server.tell_problems()
            return None

    def _redirect(self, moved: Moved, query: str) -> None:
        self.send_response(moved.status)
        self.send_header("Location", moved.location + (f"?{query}" if query else ""))
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _page(self, page: Page, status: int) -> None:
        workspace = self.server.workspace
        snapshot = workspace.snapshot
        try:
            try:
                data = workspace.render(snapshot, page)
            except CacheDamaged:
                # The sources have just been read again; the new state has the bodies.
                snapshot = workspace.snapshot
                page = snapshot.planned.pages.get(page.path, page)
                data = workspace.render(snapshot, page)
        except ContentError as error:
            self.server.tell_problems()
            last = workspace.history.last_bytes(page.path)
            if last is None:
                status, last = 500, failure_page(shown(snapshot.config, error.problems))
            data = last
        kind = content_type(page.path)
        if kind.startswith("text/html"):
            edit = edit_url(snapshot.config, source_of(snapshot.planned, page))
            data = with_client(data, snapshot.version, page.url, edit)
        self._send(status, kind, data)

    def _picture(self, page: MadePage, status: int) -> None:
        try:
            data = self.server.workspace.make_picture(page)
        except (OSError, ValueError):
            self._refuse(HTTPStatus.NOT_FOUND, "no such picture can be made of its file")
            return
        self._send(status, content_type(page.path), data)

    def _copy(self, page: CopyPage, status: int) -> None:
        config = self.server.workspace.snapshot.config
        source = Path(config.root, page.source)
        # It may have become a link since the scan.
        if not config.bounds.allow_file(source):
            self._refuse(HTTPStatus.NOT_FOUND, "that file leads out of the site")
            return
        self._file(page, status, source)

    def _file(self, page: CopyPage, status: int, source: Path) -> None:
        try:
            file = source.open("rb")
        except OSError:
            self._refuse(HTTPStatus.NOT_FOUND, "that file has just gone")
            return
        with file:
            size = os.fstat(file.fileno()).st_size
            self._send_file(status, page, file, size)

    # --- the preview's own addresses --------------------------------------------------------

    def _own(self, name: str, query: str) -> None:
        values = {key: found[-1] for key, found in parse_qs(query).items()}
        if name == "events":
            self._events(self.headers.get("Last-Event-ID") or values.get("since", ""))
        elif name in FILES:
            self._send(200, content_type(name), FILES[name].read_bytes())
        elif name == "problems":
            workspace = self.server.workspace
            problems = shown(workspace.snapshot.config, workspace.problems)
            self._send(200, "text/html; charset=utf-8", problem_list(problems))
        elif name == "":
            data = dashboard(self.server.workspace, values.get("q", ""), values.get("page", ""))
            snapshot = self.server.workspace.snapshot
            data = with_client(data, snapshot.version, OWN, "")
            self._send(200, "text/html; charset=utf-8", data)
        else:
            self._refuse(HTTPStatus.NOT_FOUND, "there is no such page")

    def _events(self, since: str) -> None:
        self.close_connection = True
        try:
            stream = self.server.hub.join(since)
        except TooManyStreams:
            self._refuse(HTTPStatus.SERVICE_UNAVAILABLE, "too many pages are open")
            return
        try:
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream; charset=utf-8")
            self._send_common_headers("no-store")
            self.send_header("Connection", "close")
            self.end_headers()
            if self.command == "HEAD":
                return
            for chunk in stream.chunks():
                self.wfile.write(chunk)
                self.wfile.flush()
        finally:
            self.server.hub.leave(stream)


def with_client(html: bytes, version: int, url: str, edit: str) -> bytes:
    """Add the preview's script to a page, with the data that it needs."""
    tag = f'<script src="{OWN}client.js" data-version="{version}" data-page="{escape(url)}"'
    if edit:
        tag += f' data-edit="{escape(edit)}"'
    script = f"{tag} defer></script>".encode()
    head, body, rest = html.rpartition(b"</body>")
    return head + script + body + rest if body else html + script

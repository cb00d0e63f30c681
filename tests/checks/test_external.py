"""Links that lead out, asked of real servers on this machine: the verdicts, and the manners."""

from __future__ import annotations

import json
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from sitegen import __version__
from sitegen.checks.external import LinkStatus, ask_all
from sitegen.network import Manners, Unanswered, agent_for
from sitegen.network import request as requests
from sitegen.network.addresses import is_public
from sitegen.network.request import Connections, Request, send
from sitegen.reporting import Recording
from tests.checks.conftest import article

AGENT = agent_for("link check", "https://user.github.io/repo/")


class Host(ThreadingHTTPServer):
    """A web server that answers a path with a status, and remembers what it was asked."""

    daemon_threads = True

    def __init__(self, address: str = "127.0.0.1") -> None:
        super().__init__((address, 0), _Handler)
        self.server_name = address
        self.asked: list[tuple[str, str]] = []
        self.times: list[float] = []
        self.agents: set[str] = set()
        self.at_once = self.most_at_once = 0
        self.lock = threading.Lock()
        self.elsewhere = ""
        self.meeting = threading.Barrier(1)

    @property
    def name(self) -> str:
        return f"{self.server_name}:{self.server_port}"

    def url(self, path: str) -> str:
        return f"http://{self.name}{path}"


class _Handler(BaseHTTPRequestHandler):
    server: Host

    def do_GET(self) -> None:
        host = self.server
        with host.lock:
            host.asked.append((self.command, self.path))
            host.times.append(time.monotonic())
            host.agents.add(self.headers["User-Agent"])
            host.at_once += 1
            host.most_at_once = max(host.at_once, host.most_at_once)
        try:
            self._answer(self.path.partition("?")[0].strip("/").split("/"))
        finally:
            with host.lock:
                host.at_once -= 1

    do_HEAD = do_GET  # noqa: N815

    def _answer(self, words: list[str]) -> None:
        match words:
            case ["to", status, *rest]:
                self._send(int(status), Location="/" + "/".join(rest))
            case ["elsewhere", status]:
                self._send(int(status), Location=self.server.elsewhere)
            case ["get-only"]:
                self._send(200 if self.command == "GET" else 405)
            case ["slow"]:
                time.sleep(0.1)
                self.server.meeting.wait(30)
                self._send(200)
            case ["silent"]:
                time.sleep(20)
            case ["drip"]:
                for _ in range(200):
                    self.wfile.write(b"H")
                    time.sleep(0.1)
            case ["endless"]:
                self._send(200)
                for _ in range(10_000):
                    self.wfile.write(bytes(10_000))
            case ["nonsense"]:
                self.wfile.write(b"\x00\xff nonsense\r\n\r\n")
            case [status]:
                self._send(int(status))

    def _send(self, status: int, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass

    def handle(self) -> None:
        try:
            super().handle()
        except OSError:
            return  # The one who asked has hung up.


@contextmanager
def serving(address: str = "127.0.0.1") -> Iterator[Host]:
    with Host(address) as host:
        threading.Thread(target=host.serve_forever, args=(0.01,), daemon=True).start()
        yield host
        host.shutdown()


@pytest.fixture
def host() -> Iterator[Host]:
    with serving() as running:
        yield running


@pytest.fixture
def other() -> Iterator[Host]:
    with serving("127.0.0.2") as running:
        yield running


@pytest.fixture
def find_out(tmp_path, host):
    """Give `find_out(*paths)`: what becomes of these paths of the host, by path."""

    def run(
        *paths: str, pause: float = 0, timeout: float = 60, allow: str = ""
    ) -> dict[str, LinkStatus]:
        manners = Manners(AGENT, frozenset({host.name, allow}), pause, timeout)
        urls = [path if "://" in path else host.url(path) for path in paths]
        found = ask_all(urls, tmp_path / "external.msgpack", manners, Recording())
        return {path: found[url] for path, url in zip(paths, urls, strict=True)}

    return run


@pytest.mark.parametrize(
    ("path", "verdict", "words"),
    [
        ("/200", "fine", ""),
        ("/204", "fine", ""),
        ("/get-only", "fine", ""),
        ("/endless", "fine", ""),
        ("/to/302/200", "fine", ""),
        ("/to/307/to/301/200", "fine", ""),
        ("/to/301/200", "moved", "it has moved to http://HOST/200"),
        ("/to/308/to/301/200", "moved", "it has moved to http://HOST/200"),
        ("/to/301/to/302/200", "moved", "it has moved to http://HOST/to/302/200"),
        ("/404", "dead", "the page is not there (404)"),
        ("/410", "dead", "the page is gone for good (410)"),
        ("/to/302/404", "dead", "the page is not there (404)"),
        ("/to/301/404", "dead", "the page is not there (404), where it redirects to: http://HOST/404"),
        ("/403", "doubtful", "the host answers 403"),
        ("/429", "doubtful", "the host answers 429"),
        ("/500", "doubtful", "the host answers 500"),
        ("/nonsense", "doubtful", "the connection fails"),
        ("/to/302/to/302/to/302/to/302/to/302/to/302/200", "doubtful", "it redirects more than 5"),
    ],
)  # fmt: skip
def test_verdicts(find_out, host, path, verdict, words):
    found = find_out("/200", path)[path]
    assert found.verdict == verdict
    assert found.why.startswith(words.replace("HOST", host.name))


@pytest.mark.parametrize(
    ("target", "why"),
    [
        ("ftp://127.0.0.1/", "it redirects to another scheme: ftp://127.0.0.1/"),
        ("file:///etc/passwd", "it redirects to another scheme: file:///etc/passwd"),
        ("javascript:alert(1)", "it redirects to another scheme: javascript:alert(1)"),
        ("/elsewhere/301", "it redirects in a circle"),
    ],
)
def test_where_a_redirect_is_not_followed(find_out, host, target, why):
    host.elsewhere = target
    found = find_out("/200", "/elsewhere/301")["/elsewhere/301"]
    assert (found.verdict, found.why) == ("doubtful", why)


def test_nobody_is_led_to_a_private_address(find_out, host, other):
    host.elsewhere = other.url("/200")
    found = find_out("/200", "/elsewhere/302")["/elsewhere/302"]
    assert (found.verdict, found.failure) == ("doubtful", "private")
    assert found.why == "127.0.0.2 has a private address, and is not asked"
    assert other.asked == []


def test_a_private_host_is_asked_when_it_is_named(find_out, host, other):
    host.elsewhere = other.url("/200")
    found = find_out("/elsewhere/301", allow=other.name)["/elsewhere/301"]
    assert (found.verdict, found.to) == ("moved", other.url("/200"))


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1:248:1893:25c8:1946", True),
        ("64:ff9b::5db8:d822", True),
        ("127.0.0.1", False),
        ("10.0.0.1", False),
        ("172.20.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("ff0e::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:93.184.216.34", True),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
    ],
)
def test_which_addresses_are_public(address, public):
    assert is_public(address) is public


def test_hosts_that_are_not_there(find_out):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        name = f"127.0.0.1:{closed.getsockname()[1]}"
    found = find_out("/200", f"http://{name}/", "http://no-such-host.invalid/", allow=name)
    assert found[f"http://{name}/"].why == "the host refuses the connection"
    assert found["http://no-such-host.invalid/"].why == "there is no host no-such-host.invalid"
    assert {answer.verdict for answer in found.values()} == {"fine", "dead"}


def test_this_machine_being_offline_is_no_dead_link(find_out, tmp_path):
    (found,) = find_out("http://no-such-host.invalid/").values()
    assert found.verdict == "doubtful"
    assert found.why.endswith("is this machine online?")
    assert not (tmp_path / "external.msgpack").exists()


@pytest.mark.parametrize(
    "url",
    [
        "http:///x",
        "http://[::1",
        "http://a:b@127.0.0.1/",
        "http://127.0.0.1:99999/",
        "http://a..b/",
    ],
)
def test_what_is_no_address_is_not_asked(find_out, url):
    assert find_out("/200", url)[url].verdict == "dead"


@pytest.mark.parametrize("path", ["/silent", "/drip"])
def test_a_host_that_takes_its_time_is_left(find_out, path):
    found = find_out("/200", path, timeout=1)[path]
    assert (found.verdict, found.failure) == ("doubtful", "timeout")


def test_one_request_at_a_time_and_a_pause_after_it(find_out, host):
    find_out("/slow", "/200", "/204", pause=0.15)
    assert host.most_at_once == 1
    gaps = [later - earlier for earlier, later in zip(host.times, host.times[1:], strict=False)]
    assert len(gaps) == 2
    assert min(gaps) >= 0.15
    assert host.agents == {f"sitegen/{__version__} (link check; for https://user.github.io/repo/)"}


def test_a_host_that_others_redirect_to_is_asked_once_at_a_time_as_well(find_out, host, other):
    other.elsewhere = host.url("/slow?redirected")
    urls = [other.url("/elsewhere/302"), *(f"/slow?{number}" for number in range(3))]
    find_out(*urls, pause=0.05, allow=other.name)
    assert ("HEAD", "/slow?redirected") in host.asked
    assert len(host.asked) == 4
    assert host.most_at_once == 1


def test_hosts_are_asked_side_by_side(find_out, host, other):
    """Each of them answers once the other one has been asked, too."""
    host.meeting = other.meeting = threading.Barrier(2)
    found = find_out("/slow", other.url("/slow"), allow=other.name)
    assert {answer.verdict for answer in found.values()} == {"fine"}


def test_a_host_that_asks_for_patience_gets_it(find_out, host):
    found = find_out("/429", "/200", "/204")
    # In the order of their addresses, so one is asked before.
    assert found["/200"].verdict == found["/204"].verdict == "fine"
    host.asked.clear()
    found = find_out("/1?429", "/503", "/600")
    assert found["/600"].why == "not asked: the host asked for patience (503)"
    assert ("HEAD", "/600") not in host.asked


def test_head_first_and_get_only_where_it_is_refused(find_out, host):
    find_out("/200")
    find_out("/get-only")
    find_out("/410")
    assert host.asked == [
        ("HEAD", "/200"),
        ("HEAD", "/get-only"),
        ("GET", "/get-only"),
        ("HEAD", "/410"),
    ]


@pytest.mark.parametrize(
    ("days", "asked_again"),
    [
        (0.01, set()),
        (0.1, {"/403"}),
        (2, {"/403", "/404"}),
        (8, {"/403", "/404", "/200", "/to/301/200"}),
        (-1, {"/403", "/404", "/200", "/to/301/200"}),
    ],
)
def test_answers_are_believed_for_a_while(find_out, host, monkeypatch, days, asked_again):
    paths = ("/200", "/to/301/200", "/404", "/403")
    first = find_out(*paths)
    host.asked.clear()
    then = time.time() + days * 24 * 3600
    monkeypatch.setattr(time, "time", lambda: then)
    second = find_out(*paths)
    assert {path for _, path in host.asked} & set(paths) == asked_again
    assert [found.verdict for found in second.values()] == [f.verdict for f in first.values()]


def test_a_damaged_memo_is_as_good_as_none(find_out, host, tmp_path):
    find_out("/200")
    (tmp_path / "external.msgpack").write_bytes(b"sitegen-cache-1\nx")
    assert find_out("/200")["/200"].verdict == "fine"
    assert host.asked == [("HEAD", "/200")] * 2


def test_a_fragment_is_not_sent_and_one_page_is_asked_once(tmp_path, host):
    manners = Manners(AGENT, frozenset({host.name}), 0)
    urls = [host.url("/200#a"), host.url("/200#b"), host.url("/200")]
    found = ask_all(urls, tmp_path / "memo", manners, Recording())
    assert list(found) == [host.url("/200")]
    assert host.asked == [("HEAD", "/200")]


def test_what_a_name_resolves_to_counts_not_how_it_looks(host, monkeypatch):
    here = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", host.server_port))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [here])
    with pytest.raises(Unanswered, match=r"news\.example has a private address"):
        send(Request(f"http://news.example:{host.server_port}/200", "HEAD", AGENT), Connections())
    assert host.asked == []


@contextmanager
def serving_tls(folder: Path) -> Iterator[tuple[Host, Path]]:
    """Serve over TLS for 127.0.0.1; gives the host and its certificate, which nobody trusts."""
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    kind = "-x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=test".split()
    names = ["-addext", "subjectAltName=IP:127.0.0.1"]
    files = ["-keyout", str(key), "-out", str(certificate)]
    subprocess.run(["openssl", "req", *kind, *names, *files], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with Host() as host:
        host.socket = context.wrap_socket(host.socket, server_side=True)
        threading.Thread(target=host.serve_forever, args=(0.01,), daemon=True).start()
        yield host, certificate
        host.shutdown()


def test_over_tls_certificates_count_and_nobody_goes_back_to_plain_http(
    find_out, host, tmp_path, monkeypatch
):
    with serving_tls(tmp_path) as (safe, certificate):
        safe.elsewhere = host.url("/200")
        good, gone, down = [
            f"https://{safe.name}{path}" for path in ("/200", "/404", "/elsewhere/301")
        ]
        host.elsewhere = good

        def whys(*urls: str) -> list[tuple[str, str]]:
            requests._tls.cache_clear()
            (tmp_path / "external.msgpack").unlink(missing_ok=True)
            found = find_out("/200", *urls, allow=safe.name)
            return [(found[url].verdict, found[url].why) for url in urls]

        ((verdict, why),) = whys(good)
        assert (verdict, why[:29]) == ("doubtful", "there is no safe connection: ")
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert whys(good, gone, down, "/elsewhere/301") == [
            ("fine", ""),
            ("dead", "the page is not there (404)"),
            ("doubtful", f"it redirects to an address that is not encrypted: {host.url('/200')}"),
            ("moved", f"it has moved to {good}"),
        ]
        monkeypatch.delenv("SSL_CERT_FILE")
        requests._tls.cache_clear()


# --- the command --------------------------------------------------------------------------


def test_the_command_tells_moved_from_dead_with_their_places(
    site, sitegen, write_files, host, other
):
    with serving("127.0.0.3") as third:
        write_files(
            {
                "site.yml": "title: D\nbase_url: https://user.github.io/repo/\n"
                f"social: [{{title: Moved, url: '{other.url('/to/301/200')}'}}]\n",
                "content/iran/x.md": article(
                    f"source: {{name: P, url: '{third.url('/403')}'}}",
                    body=f"\n[a]({host.url('/404')}) and [b]({host.url('/200#x')})",
                ),
            }
        )  # fmt: skip
        allow = [w for h in (host, other, third) for w in ("--allow-host", h.name)]
        plain = sitegen("check", "--json")
        result = sitegen("check", "--external", "--json", *allow)
    # Without --external a link to this machine is an error already, and nobody is asked.
    assert plain.returncode == 1
    data = json.loads(result.stdout)
    assert result.returncode == 1
    found = {p["code"]: p for p in data["problems"] if p["code"].startswith("external")}
    assert set(found) == {"external.dead", "external.moved"}
    dead, moved = found["external.dead"], found["external.moved"]
    assert (dead["path"], dead["line"], dead["severity"]) == ("content/iran/x.md", 6, "error")
    assert (moved["path"], moved["line"], moved["severity"]) == ("site.yml", 3, "warning")
    assert moved["hint"] == "link to the new address"
    (note,) = data["notes"]
    assert note.startswith("content/iran/x.md:3:")
    assert note.endswith("the host answers 403")
    assert {entry["verdict"] for entry in data["external"]} == {"fine", "moved", "dead", "doubtful"}
    assert host.agents == {AGENT}


def test_a_private_address_is_not_asked_unless_it_is_named(site, sitegen, write_files, host):
    write_files({"content/iran/x.md": article(body=f"[a]({host.url('/200')})")})
    (note,) = json.loads(sitegen("check", "--external", "--json").stdout)["notes"]
    assert "has a private address, and is not asked" in note
    assert host.asked == []

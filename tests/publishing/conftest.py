"""A site in a git repository, a bare remote for it, and a way to publish."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import pytest

from sitegen.problems import Problem, SitegenError
from sitegen.publishing import Published, PublishOptions, Release, publish_release
from sitegen.reporting import Recording
from tests.publishing.httpserver import GitServer

Files = Mapping[str, str | bytes]
PAGES = {f"iran/2026/05/page-{number}/index.html": f"<h1>Page {number}</h1>" for number in range(9)}
SITE: Files = {"index.html": "<h1>Front</h1>", "404.html": "<h1>No</h1>", **PAGES}


def git(at: Path, *arguments: str) -> str:
    """Run git as a person would, and give what it prints."""
    return git_bytes(at, *arguments).decode("utf-8", "surrogateescape").rstrip("\n")


def git_bytes(at: Path, *arguments: str) -> bytes:
    """Run git and give its output as it is."""
    done = subprocess.run(
        ["git", *arguments], cwd=at, stdin=subprocess.DEVNULL, capture_output=True
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def write(folder: Path, files: Files) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())


def snapshot(
    folder: Path, without: tuple[str, ...] = (), times: bool = True
) -> dict[str, tuple[object, ...]]:
    """Give everything below a folder: kinds, modes, times of change and bytes."""
    found: dict[str, tuple[object, ...]] = {}
    for parent, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if name not in without]
        for name in (*folders, *files):
            path = Path(parent, name)
            stat = path.lstat()
            content = (
                os.readlink(path) if path.is_symlink() else path.is_file() and path.read_bytes()
            )
            changed = stat.st_mtime_ns if times and not path.is_dir() else 0
            found[str(path.relative_to(folder))] = (stat.st_mode, changed, content)
    return found


class Place:
    """A checkout with a finished site in `public`, and the bare repository that it is pushed to."""

    def __init__(self, root: Path, url: str) -> None:
        self.remote = root / "remote.git"
        self.checkout = root / "checkout"
        self.site = self.checkout / "public"
        self.store = self.checkout / ".sitegen" / "publish"
        self.said = Recording()
        if not self.remote.exists():
            git(root, "init", "--quiet", "--bare", "remote.git")
            git(self.remote, "config", "http.receivepack", "true")
        if not self.checkout.exists():
            git(root, "init", "--quiet", "checkout")
            git(self.checkout, "remote", "add", "origin", url)
            write(
                self.checkout,
                {".gitignore": ".sitegen/\npublic/\n", "site.yml": "title: X\n", "a.md": "A\n"},
            )
            git(self.checkout, "add", ".")
            git(self.checkout, "commit", "--quiet", "-m", "Source")
            git(self.checkout, "push", "--quiet", str(self.remote), "main")
            write(self.site, SITE)

    def publish(
        self,
        check: Callable[[Path], Iterable[Problem]] = lambda folder: (),
        at: Path | None = None,
        **options: object,
    ) -> Published:
        self.said = Recording()
        chosen = PublishOptions(**options)  # type: ignore[arg-type]
        release = Release(self.site, lambda: check(self.site))
        return publish_release(release, at or self.checkout, self.store, chosen, self.said)

    def refusal(self, **options: object) -> Problem:
        """Publish, and give the one problem that it ends with; the remote must stay as it was."""
        before = self.refs()
        with pytest.raises(SitegenError) as caught:
            self.publish(**options)  # type: ignore[arg-type]
        assert self.refs() == before
        assert len(caught.value.problems) == 1, caught.value
        return caught.value.problems[0]

    def refs(self) -> str:
        return git(self.remote, "for-each-ref", "--format=%(refname) %(objectname)")

    def tip(self, branch: str = "gh-pages") -> str:
        return git(self.remote, "rev-parse", "--verify", f"refs/heads/{branch}")

    def files(self, branch: str = "gh-pages") -> dict[str, str]:
        """Give what the remote's branch holds: paths with modes and contents."""
        listing = git(self.remote, "ls-tree", "-r", "-z", branch).split("\0")[:-1]
        found = {}
        for line in listing:
            facts, _, path = line.partition("\t")
            mode, kind, name = facts.split()
            content = git_bytes(self.remote, "cat-file", kind, name).decode("utf-8", "replace")
            found[path] = content if mode == "100644" else f"{mode} {content}"
        return found

    def history(self, branch: str = "gh-pages") -> list[str]:
        return git(self.remote, "rev-list", branch).split("\n")

    def push_as_another(
        self, files: Files, delete: tuple[str, ...] = (), branch: str = "gh-pages"
    ) -> str:
        """Push a commit to the branch as somebody else does, from a clone of their own."""
        number = len(list(self.remote.parent.glob("other-*")))
        clone = self.remote.parent / f"other-{number}"
        exists = f"refs/heads/{branch}" in self.refs()
        chosen = ["--branch", branch] if exists else []
        git(self.remote.parent, "clone", "--quiet", *chosen, str(self.remote), clone.name)
        if not exists:
            git(clone, "checkout", "--quiet", "--orphan", branch)
            git(clone, "rm", "-rfq", "--ignore-unmatch", ".")
        write(clone, files)
        for name in delete:
            git(clone, "rm", "--quiet", name)
        git(clone, "add", "--all", "--force")
        git(clone, "commit", "--quiet", "-m", "Theirs", "--author=Somebody Else <else@example.org>")
        git(clone, "push", "--quiet", "origin", f"HEAD:{branch}")
        return git(clone, "rev-parse", "HEAD")


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A site whose remote is a bare repository at a file:// address."""
    return Place(tmp_path, (tmp_path / "remote.git").as_uri())


@pytest.fixture
def server(tmp_path: Path) -> Iterator[GitServer]:
    """A web server for the repositories below the test's folder."""
    running = GitServer(tmp_path)
    yield running
    running.stop()


@pytest.fixture
def web_place(tmp_path: Path, server: GitServer) -> Place:
    """A site whose remote is behind a web server."""
    return Place(tmp_path, f"http://{server.host}/remote.git")


@pytest.fixture(params=["place", "web_place"], ids=["file", "http"])
def any_place(request: pytest.FixtureRequest) -> Place:
    """A site with a remote of either kind."""
    found = request.getfixturevalue(request.param)
    assert isinstance(found, Place)
    return found

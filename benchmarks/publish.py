"""Publishing beside ghp-import: the same folder of pages to a bare repository on the same disk.

    python -m benchmarks.publish [--articles N] [--runs N]

What is timed is the publish alone, as a whole process with the interpreter's start: the site is
built before. ghp-import fetches, commits and pushes (`-p`); it commits an unchanged site, too.
"""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median

import click

from benchmarks.corpus import Corpus
from benchmarks.measure import Measurement, measure
from benchmarks.results import Machine
from benchmarks.tools import TOOLS

_PUBLISH = """
import gc, sys
from pathlib import Path
gc.disable()
from sitegen.checks.documents import SiteAddress
from sitegen.checks.release import check_folder
from sitegen.publishing import PublishOptions, Release, publish_release
from sitegen.reporting import Recording
site, checkout = map(Path, sys.argv[1:])
store = checkout / ".sitegen"
address = SiteAddress("https://digest.example", "")
release = Release(site, lambda: check_folder(site, address, store / "links.msgpack"))
publish_release(release, checkout, store / "publish", PublishOptions(), Recording())
"""
LIMITS = {"unchanged": 0.5, "one page changed": 1.0}
"""Seconds that a publish of 3,000 pages may take beyond the build."""


class Publisher:
    """A tool with a checkout and a remote of its own; `site` is the folder that both publish."""

    def __init__(self, name: str, folder: Path, site: Path, command: list[str]) -> None:
        self.name = name
        self.remote = folder / f"{name}.git"
        self.checkout = folder / name
        self.command = [*command, str(site)]
        if name == "sitegen":
            self.command.append(str(self.checkout))

    def start_anew(self) -> None:
        """Make the remote and the checkout again, with one commit of sources."""
        for folder in (self.remote, self.checkout):
            shutil.rmtree(folder, ignore_errors=True)
        _git("init", "--quiet", "--bare", str(self.remote))
        _git("init", "--quiet", "--initial-branch=main", str(self.checkout))
        at = ("-C", str(self.checkout))
        _git(*at, "remote", "add", "origin", self.remote.as_uri())
        _git(*at, "commit", "--quiet", "--allow-empty", "-m", "Source")
        _git(*at, "push", "--quiet", "origin", "main")

    def run(self) -> Measurement:
        return measure(self.command, self.checkout)

    def sent(self) -> float:
        """Megabytes in the remote, packed as they came."""
        counts = _git("-C", str(self.remote), "count-objects", "-v").split("\n")
        sizes = dict(line.split(": ") for line in counts if line)
        return (int(sizes["size"]) + int(sizes["size-pack"])) * 1024 / 1e6


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], check=True, capture_output=True, encoding="utf-8")
    return done.stdout


def _edit(site: Path, run: int) -> None:
    page = sorted(site.glob("*/*/*/*/index.html"))[run]
    page.write_text(page.read_text("utf-8") + f"<!-- edit {run} -->\n", "utf-8")


def _times(publishers: list[Publisher], runs: int, prepare: Callable[[int], None]) -> list[float]:
    """Run the tools in turn (A B A B), and give the median of each in seconds."""
    found: dict[str, list[float]] = {publisher.name: [] for publisher in publishers}
    for run in range(runs):
        prepare(run)
        for publisher in publishers:
            found[publisher.name].append(publisher.run().wall)
    return [median(walls) for walls in found.values()]


@click.command()
@click.option("--articles", default=2200, show_default=True, help="Their pages: about 3,000.")
@click.option("--runs", type=click.IntRange(1), default=5, show_default=True)
def main(articles: int, runs: int) -> None:
    """Time a first publish, an unchanged one and one changed page, beside ghp-import."""
    with tempfile.TemporaryDirectory(prefix="bench-") as place:
        folder = Path(place)
        TOOLS["sitegen"].write_site(Corpus(articles), folder / "source")
        measure(TOOLS["sitegen"].command(folder / "source"), folder / "source")
        site = folder / "source" / "public"
        pages = len(list(site.rglob("*.html")))
        ghp_import = [sys.executable, "-m", "ghp_import", "--no-jekyll", "--push"]
        publishers = [
            Publisher("sitegen", folder, site, [sys.executable, "-c", _PUBLISH]),
            Publisher("ghp-import", folder, site, ghp_import),
        ]

        def start_anew(_: int) -> None:
            for publisher in publishers:
                publisher.start_anew()

        rows = {
            "first": _times(publishers, min(runs, 3), start_anew),
            "unchanged": _times(publishers, runs, lambda _: None),
            "one page changed": _times(publishers, runs, lambda run: _edit(site, run)),
        }
        machine = Machine.here()
        click.echo(f"{pages:,} pages, {machine.cores} cores, {machine.system}; seconds, medians\n")
        click.echo("| publish | sitegen | ghp-import | ratio | at most |\n|---|---|---|---|---|")
        for name, (ours, theirs) in rows.items():
            limit = f"{LIMITS[name]:.1f}" if name in LIMITS else ""
            click.echo(f"| {name} | {ours:.2f} | {theirs:.2f} | {ours / theirs:.2f} | {limit} |")
        sent = ", ".join(f"{publisher.name} {publisher.sent():.1f} MB" for publisher in publishers)
        click.echo(f"\nRemote afterwards: {sent}.")
        if any(rows[name][0] > limit for name, limit in LIMITS.items()):
            raise click.ClickException("slower than promised")


if __name__ == "__main__":
    main()

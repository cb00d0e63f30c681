"""`sitegen serve`: preview the digest; what you save shows at once."""

from __future__ import annotations

from pathlib import Path

import click

from ..config import find_site, load_config
from .options import moment_of, site_options


@click.command("serve")
@site_options
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="Port to listen on, or the next free one; 0 takes any.",
)
@click.option(
    "--allow-host",
    "allowed_hosts",
    multiple=True,
    metavar="NAME",
    help="Answer to this host name, too.",
)
@click.option("--open", "open_browser", is_flag=True, help="Open the browser.")
@click.option("--drafts/--no-drafts", default=True, show_default=True, help="Show drafts.")
@click.option("--future", is_flag=True, help="Show what is dated later, too.")
@click.option("--now", metavar="WHEN", help="Show as of a moment: 2026-05-04 or 2026-05-04T10:05Z.")
@click.option(
    "--poll", is_flag=True, help="Look for changes regularly, where the system reports none."
)
@click.option(
    "--base-path/--no-base-path",
    default=True,
    show_default=True,
    help="Serve below the path of `base_url`, as it will be published.",
)
def command(
    site: Path | None,
    base_url: str | None,
    host: str,
    port: int,
    allowed_hosts: tuple[str, ...],
    open_browser: bool,
    drafts: bool,
    future: bool,
    now: str | None,
    poll: bool,
    base_path: bool,
) -> int:
    """Preview the digest in a browser; what you save shows at once.

    Pages are rendered when someone looks at them, and nothing is written to the output folder.
    """
    root = find_site(site or Path.cwd())
    moment = moment_of(now, load_config(root, base_url)) if now else None
    from ..preview.session import ServeOptions, serve
    from ..preview.workspace import PreviewOptions

    preview = PreviewOptions(
        root=root,
        base_url=base_url,
        base_path=base_path,
        drafts=drafts,
        future=future,
        now=moment,
    )
    options = ServeOptions(preview, host, port, allowed_hosts, poll)
    serve(options, click.echo, _show if open_browser else lambda _address: None)
    return 0


def _show(address: str) -> None:
    import webbrowser

    webbrowser.open(address)

"""The command line: parse the options, call one function, report, and give an exit code."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from io import TextIOWrapper
from typing import Any

import click

from .. import __version__
from ..problems import SitegenError
from ..reporting import Console

# A command's module is imported when the command is called: `build` never pays for `serve`.
COMMANDS = {
    "import": ("import_", "Turn dumps, web pages, archives and exports into Markdown."),
    "gather": ("gather", "Make drafts of what is new in the feeds of feeds.yml."),
    "inbox": ("inbox", "List the gathered drafts, and decide on them."),
    "build": ("build", "Render the digest into its output folder."),
    "serve": ("serve", "Preview the digest; what you save shows at once."),
    "check": ("check", "Report everything a build or publish would complain about."),
    "publish": ("publish", "Publish the digest to GitHub Pages."),
    "new": ("new", "Make a new site, article, page, author or workflow."),
    "schema": ("schema", "Print the JSON Schema of site.yml or of front matter."),
}


class LazyGroup(click.Group):
    """A group that lists all commands and imports only the one that is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order in which people meet them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command; each module names it `command`."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f".{COMMANDS[cmd_name][0]}", __name__)
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Suggest the nearest command where a name is not known."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            import difflib

            close = difflib.get_close_matches(args[0], COMMANDS, n=1)
            hint = f" Did you mean “{close[0]}”?" if close else ""
            ctx.fail(f"No command is called “{args[0]}”.{hint}")
        return super().resolve_command(ctx, args)


_NEXT_STEPS = """\
sitegen builds a digest of articles as a static site.

Start:     sitegen new site my-digest      a site that builds at once
           sitegen import article.txt      an article into Markdown
Write:     sitegen serve                   preview; what you save shows at once
Finish:    sitegen build                   render the site into public/
           sitegen publish                 put it on GitHub Pages

sitegen COMMAND --help tells more.
"""


@click.command(
    cls=LazyGroup,
    invoke_without_command=True,
    subcommand_metavar="[COMMAND] [ARGS]...",
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(__version__, "-V", "--version", prog_name="sitegen")
@click.pass_context
def group(ctx: click.Context) -> None:
    """Build a digest of articles as a static site."""
    if ctx.invoked_subcommand is None:
        click.echo(_NEXT_STEPS, nl=False)


def _speak_every_script() -> None:
    """Never fail to print a Persian title: pipes get UTF-8, a terminal what it can show."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            piped = stream is sys.stdout and not stream.isatty()
            stream.reconfigure(
                encoding="utf-8" if piped else stream.encoding, errors="backslashreplace"
            )


def main(args: list[str] | None = None) -> None:
    """Run the command line and exit: 0 fine, 1 problems in the content, 2 wrong usage."""
    sys.exit(_run(args))


def _run(args: list[str] | None) -> int:
    _speak_every_script()
    try:
        result: Any = group.main(args=args, prog_name="sitegen", standalone_mode=False)
    except SitegenError as error:
        console = Console()
        for problem in error.problems:
            console.problem(problem)
        return error.exit_code
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        return _stopped()
    except BrokenPipeError:
        # The reader of a pipe has gone (`sitegen … | head`); there is no one left to tell.
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115
        return 0
    except Exception as error:
        if os.environ.get("SITEGEN_DEBUG"):
            raise
        if _is_of_an_interrupt(error):
            return _stopped()
        click.echo(
            f"sitegen met something it did not expect: {type(error).__name__}: {error}\n"
            "    hint: this is a defect of sitegen; run again with SITEGEN_DEBUG=1 for the"
            " details to report",
            err=True,
        )
        return 2
    return result if isinstance(result, int) else 0


def _stopped() -> int:
    click.echo("stopped", err=True)
    return 130


def _is_of_an_interrupt(error: BaseException | None) -> bool:
    """Return True if Ctrl-C led to an error: a library that it meets may make another one of it."""
    while error is not None:
        if isinstance(error, KeyboardInterrupt):
            return True
        error = error.__cause__ or error.__context__
    return False

"""`sitegen schema`: print the JSON Schema of the files that people write."""

from __future__ import annotations

import click

from ..scaffold.schema import NAMES, SchemaName, schema_text


@click.command("schema")
@click.argument("name", type=click.Choice(NAMES), default="site")
def command(name: SchemaName) -> int:
    """Print the JSON Schema of site.yml, feeds.yml, front matter, a profile or theme.yml.

    An editor that knows YAML completes and checks the file with it.
    """
    click.echo(schema_text(name), nl=False)
    return 0

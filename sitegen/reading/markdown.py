"""Turn the Markdown of a body into HTML in pieces, with gaps for links into the site.

CommonMark with tables, strikethrough, footnotes, definition lists and embeds; raw HTML is text.
Links are kept to a few schemes; what is outside the site is marked, what is inside becomes a
`Target`.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from ..embeds.builtin import BUILTIN
from ..extending.load import NONE, Extensions
from ..formats.names import slugify
from ..model import Body, EmbedUse, Heading, Target
from .embeds import read_embeds
from .html import GAP, check_links, write_html
from .plain import PLAIN, plain_text, spare_plain_text
from .remarks import Env, Remark
from .rules import MAX_NESTING, leave_out_comments, report_lost, report_recursion, set_limits
from .typography import count_words, french_spaces, quotes_of, smart_quotes

ANCHOR_PREFIX = "h-"
"""The prefix of the ids of headings, so that content never takes an id of the theme."""


class Parsed:
    """A body that was parsed: its HTML in pieces, and what else is known of it."""

    __slots__ = ("anchors", "body", "embeds", "remarks", "targets", "toc", "words")

    def __init__(self, html: str, env: Env) -> None:
        self.body = Body(tuple(html.split(GAP)))
        self.targets: tuple[Target, ...] = tuple(env["targets"])
        self.embeds: tuple[EmbedUse, ...] = tuple(env["embeds"])
        self.anchors: tuple[str, ...] = tuple(env["anchors"])
        self.toc: tuple[Heading, ...] = tuple(env["toc"])
        self.words = round(env["words"])
        self.remarks: tuple[Remark, ...] = tuple(env["remarks"])


def parse_markdown(
    text: str,
    smart: bool = False,
    first_line: int = 0,
    language: str = "en",
    extensions: Extensions = NONE,
) -> Parsed:
    """Turn Markdown into a body.

    `first_line` is the file's line before the text's first; `language` is a BCP 47 tag that
    decides over typographic quotes, where they are `smart`. What a plugin of the site's
    extensions raises passes through.
    """
    env: Env = {
        "first_line": first_line,
        "line": 0,
        "remarks": {},
        "targets": [],
        "embeds": [],
        "anchors": [],
        "toc": [],
        "words": 0.0,
    }
    if smart:
        env["quotes"] = quotes_of(language)
        env["french"] = language.lower().partition("-")[0] == "fr"
    try:
        html: str = _parser(smart, extensions).render(text, env)
    except RecursionError:
        html = ""
        env["targets"], env["embeds"] = [], []
        report_recursion(env)
    if "\x0c" in html:  # the one reference that XML, and so a feed, cannot contain: &#12;
        html = html.replace("\x0c", " ")
    return Parsed(html, env)


@lru_cache(maxsize=4)
def _parser(smart: bool, extensions: Extensions) -> MarkdownIt:
    options = {"html": False, "xhtmlOut": False, "typographer": smart, "maxNesting": MAX_NESTING}
    parser: Any = MarkdownIt("commonmark", options)
    parser.enable(["table", "strikethrough"])
    if smart:
        parser.enable(["replacements", "smartquotes"])
        parser.core.ruler.at("smartquotes", smart_quotes)
        parser.core.ruler.after("smartquotes", "french_spaces", french_spaces)
    parser.use(footnote_plugin).use(deflist_plugin)
    leave_out_comments(parser)
    set_limits(parser)
    check_links(parser)
    read_embeds(parser, {**BUILTIN, **extensions.embeds})
    for plugin in extensions.plugins:
        parser.use(plugin)
    if not extensions.plugins:  # A plugin may read as something else what is plain text to us.
        spare_plain_text(parser)
    parser.core.ruler.before("footnote_tail", "note_tokens", _note_tokens)
    parser.core.ruler.push("survey", _survey)
    write_html(parser)
    made: MarkdownIt = parser
    return made


def _note_tokens(state: StateCore) -> None:
    """Keep the tokens as they are before notes are moved to the end."""
    if "footnotes" in state.env:
        state.env["before_notes"] = list(state.tokens)


def _survey(state: StateCore) -> None:
    """Give headings their ids, links their lines, and count the words."""
    env: Env = state.env
    if "before_notes" in env:
        report_lost(env["before_notes"], state.tokens, env)
    slugs: dict[str, int] = {}
    tokens = state.tokens
    below = 0  # The title is the page's only h1: what comes after one in the text is lower by one.
    for number, token in enumerate(tokens):
        if token.type == "inline":
            env["words"] += count_words(plain_text(token, " "))
            _survey_links(token, env)
        elif token.type == PLAIN:
            env["words"] += token.meta["words"]
        elif token.type == "heading_open":
            text = plain_text(tokens[number + 1])
            anchor = ANCHOR_PREFIX + (slugify(text, "unicode") or "section")
            slugs[anchor] = slugs.get(anchor, 0) + 1
            if slugs[anchor] > 1:
                anchor = f"{anchor}-{slugs[anchor]}"
                slugs[anchor] = 1
            token.attrSet("id", anchor)
            env["anchors"].append(anchor)
            below = 1 if token.tag == "h1" else below
            if below:
                token.tag = f"h{min(6, int(token.tag[1]) + 1)}"
                tokens[number + 2].tag = token.tag
            env["toc"].append(Heading(int(token.tag[1]), anchor, text))


def _survey_links(inline: Token, env: Env) -> None:
    """Note for each link its line in the file."""
    line = env["first_line"] + (inline.map[0] if inline.map else 0) + 1
    for child in inline.children or ():
        if child.type in ("link_open", "image"):
            child.meta["line"] = line

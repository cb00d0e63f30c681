"""What a publish is asked to do, and what it tells of itself afterwards."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from .plan import Plan

Status = Literal["published", "unchanged", "planned"]


class PublishOptions(Struct, frozen=True):
    """The choices of `sitegen publish`.

    `keep` are git pathspecs of files on the branch that are not the site's; `max_deletes` and
    `squash_after` are None where there is no limit. `confirm_branch` repeats `branch` where that
    is a branch of sources. `cname` is the custom domain that `site.yml` names, `domain` the one
    that its `base_url` suggests; both may be empty.
    """

    remote: str = "origin"
    branch: str = "gh-pages"
    message: str = ""
    adopt: bool = False
    keep: tuple[str, ...] = ()
    max_deletes: int | None = None
    squash_after: int | None = None
    yes: bool = False
    confirm_branch: str = ""
    dry_run: bool = False
    cname: str = ""
    domain: str = ""


class Published(Struct, frozen=True):
    """What became of a publish; `planned` is the end of a dry run.

    `address` is the remote's URL without credentials. `previous` and `commit` are the branch's
    head before and after, empty where there is none. `source` is the commit that the site was
    built from, with `-dirty` where the checkout held more than that. `squashed` tells that the
    branch's earlier publishes are gone from its history.
    """

    status: Status
    remote: str
    address: str
    branch: str
    previous: str
    commit: str
    tree: str
    source: str
    squashed: bool
    plan: Plan

"""Publishes in a process of its own, which a test can kill: SITE CHECKOUT STORE."""

from __future__ import annotations

import sys
from pathlib import Path

from sitegen.publishing import PublishOptions, Release, publish_release
from sitegen.reporting import Recording

if __name__ == "__main__":
    site, checkout, store = map(Path, sys.argv[1:])
    release = Release(site, lambda: ())
    publish_release(release, checkout, store, PublishOptions(), Recording())

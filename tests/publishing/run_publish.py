"""Publishes in a process of its own, which a test can kill: SITE CHECKOUT STORE."""

from __future__ import annotations

import sys
from pathlib import Path

from sitegen.publishing import PublishOptions, publish
from sitegen.reporting import Recording

if __name__ == "__main__":
    site, checkout, store = map(Path, sys.argv[1:])
    publish(site, checkout, store, PublishOptions(), Recording())

"""The one HTTP client: `check --external` and imports send their requests through it.

It refuses private addresses, gives every request a deadline and a size limit, follows redirects
within limits, sends one request at a time to a host, asks robots.txt, and remembers validators.
"""

from .client import Client, Fetched
from .hosts import Hosts, Manners, agent_for
from .request import Answer, Failure, Unanswered

__all__ = [
    "Answer",
    "Client",
    "Failure",
    "Fetched",
    "Hosts",
    "Manners",
    "Unanswered",
    "agent_for",
]

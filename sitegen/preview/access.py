"""Who may ask: pages of other origins must not read the preview, not even by DNS rebinding."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import ip_address
from urllib.parse import urlsplit

LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
_EVERY_ADDRESS = frozenset({"", "0.0.0.0", "::"})  # noqa: S104


class Access:
    """The names that the preview answers to: the local ones, `--host` and `--allow-host`."""

    def __init__(self, host: str, allowed: Iterable[str]) -> None:
        names = {*LOCAL, *(name.strip("[]").lower() for name in allowed)}
        self._everywhere = host in _EVERY_ADDRESS
        self.names = frozenset(names if self._everywhere else names | {host.lower()})

    def allows(self, hosts: list[str], origins: list[str], own_address: str) -> bool:
        """Judge a request by its `Host` and `Origin` headers.

        An address is no name that a resolver could lie about: where the server listens on all of
        the machine's, the one that the request came in by is good, too.
        """
        if len(hosts) != 1 or len(origins) > 1:
            return False
        name = _name(hosts[0])
        if name not in self.names and not (self._everywhere and _is(name, own_address)):
            return False
        own = hosts[0].lower()
        return not origins or origins[0].lower() in (f"http://{own}", f"https://{own}")


def _name(host: str) -> str | None:
    """Take the port off a `Host` header; None where it is not one."""
    try:
        parts = urlsplit(f"//{host}")
        plain = not (parts.path or parts.query or parts.fragment or "@" in host)
        _ = parts.port
    except ValueError:
        return None
    return parts.hostname if plain and not host.isspace() else None


def _is(name: str | None, address: str) -> bool:
    try:
        return name is not None and ip_address(name) == ip_address(address.partition("%")[0])
    except ValueError:
        return False

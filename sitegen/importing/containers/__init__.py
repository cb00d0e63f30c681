"""Containers: the forms in which people keep articles, told by content and never by name.

A container is read by one pure function from its bytes to what is in it: web pages, plain
texts, or items of a list. The readers of pages and texts make articles of these. A new container
is one `Container` here, and one line in `kinds.CONTAINERS`.
"""

from .contents import Contents, Item, Page, Text, Unreadable

__all__ = ["Contents", "Item", "Page", "Text", "Unreadable"]

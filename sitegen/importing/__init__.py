"""Importing: the text dump of an article page becomes Markdown with front matter.

A dump passes through in one direction: bytes (`decode`), lines (`lines`), an article (`dump`),
files (`write`). Every value is decided on evidence in the dump; what it does not tell
is left out, and the user is told.
"""

"""The cache: what earlier builds knew, and the only room that knows of them.

Memo 1 leads from a source's bytes to its article and body, memo 2 from an output path to the key
of the page that stands there. Both may be deleted at any time; a damaged one is as good as none.
"""

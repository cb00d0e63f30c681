"""Rendering: a page and a theme become bytes."""

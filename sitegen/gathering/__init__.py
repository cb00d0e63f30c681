"""Gathering: feeds become drafts, and an editor decides on each of them once."""

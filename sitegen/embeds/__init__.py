"""Embeds: figures, galleries, notes and other blocks (`:::name` … `:::`) of a Markdown text."""

"""How dates, names, paths and pictures are written, whatever site they belong to."""

"""The engine as a whole: what a build leaves behind, whatever came before it."""

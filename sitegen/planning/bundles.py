"""Bundles: articles that own a folder, and where the files beside them go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..model import Article, Asset


def place_bundles(
    files: Mapping[str, Asset],
    visible: Sequence[Article],
    paths: Sequence[str],
    hidden: frozenset[str],
) -> tuple[dict[str, Asset], dict[str, str]]:
    """Part the copied files: those that show, and where those of a bundle go (its article's URL).

    `paths` are the URL paths of the visible articles. The files of a hidden article stay out
    with it.
    """
    homes = {
        article.path.removesuffix("index.md"): path.lstrip("/")
        for article, path in zip(visible, paths, strict=True)
        if is_bundle(article.path) and article.body is not None and path.endswith("/")
    }
    closed = {path.removesuffix("index.md") for path in hidden if is_bundle(path)}
    shown: dict[str, Asset] = {}
    places: dict[str, str] = {}
    for name, asset in files.items():
        folder = name.rpartition("/")[0]
        while folder and folder + "/" not in homes and folder + "/" not in closed:
            folder = folder.rpartition("/")[0]
        if folder and folder + "/" in closed:
            continue
        shown[name] = asset
        if folder:
            places[name] = homes[folder + "/"] + name[len(folder) + 1 :]
    return shown, places


def is_bundle(path: str) -> bool:
    """Tell whether an article owns its folder (`iran/some-slug/index.md`) and the files in it."""
    return path.endswith("/index.md") and path.count("/") > 1

"""Pictures by their first bytes: whether a file is what its name says it is."""

from __future__ import annotations

import re
from codecs import BOM_UTF8

PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg", ".tif", ".tiff", ".bmp")

_RASTER = (
    b"\x89PNG\r\n\x1a\n",
    b"\xff\xd8\xff",
    b"GIF87a",
    b"GIF89a",
    b"BM",
    b"II*\0",
    b"MM\0*",
    b"II+\0",
    b"MM\0+",
)
"""How pictures begin that browsers show whatever their suffix is (mimesniff.spec.whatwg.org, 6)."""

SIZED = _RASTER[:4]
"""How pictures begin that always say their size in pixels."""

_SVG = re.compile(rb"<(?:[A-Za-z][\w.-]*:)?svg(?:[\s/>]|\Z)")
_MARKUP = re.compile(rb"\s*<(?:!doctype\s+html|html|head|body|script)\b", re.IGNORECASE)
_TAG = re.compile(rb"\s*<")
_LFS = b"version https://git-lfs.github.com/spec/"
_ANNEX = re.compile(rb"\S*/?annex/objects/")

FAULTS = {
    "lfs": (
        "this is a pointer of Git LFS, not the file itself",
        "git lfs pull (in a workflow: actions/checkout with `lfs: true`)",
    ),
    "annex": ("this is a pointer of git-annex, not the file itself", "git annex get"),
    "empty": ("this picture is empty", "copy it again"),
    "page": ("this is a web page, not a picture", "download the picture itself"),
    "text": ("this is text, not a picture", "copy the picture itself"),
    "svg": ("this is an SVG drawing under another name", "rename it so that it ends in .svg"),
    "raster": ("this is no SVG drawing", "give it the suffix of its kind, such as .png or .jpg"),
    "heic": ("few browsers show HEIC pictures", "save it as JPEG or AVIF"),
    "jxl": (
        "few browsers show JPEG XL pictures",
        "save it as JPEG or AVIF",
    ),
    "other": ("no browser can show this as a picture", "save it as PNG, JPEG, WebP, AVIF or SVG"),
    "truncated": ("this picture is damaged, or cut off at its end", "copy it again"),
    "pixels": (
        "this picture has more than 50 million pixels",
        "scale it down: no page shows more than two million",
    ),
    "broken": ("this picture is cut off or damaged at its beginning", "copy it again"),
}
"""What is wrong with a copied file, and what helps, by the word in `Asset.fault`."""


def fault_of(path: str, head: bytes) -> str:
    """Return what is wrong with a copied file by its first bytes: a word of `FAULTS`, or ""."""
    if head.startswith(_LFS):
        return "lfs"
    if len(head) < 4096 and _ANNEX.match(head):
        return "annex"
    path = path.lower()
    if not path.endswith(PICTURES):
        return ""
    if not head:
        return "empty"
    kind = _kind(head)
    if path.endswith(".svg"):
        return "" if kind == "svg" else "raster" if kind == "picture" else kind
    return "" if kind == "picture" else kind


def _kind(head: bytes) -> str:
    if head.startswith(_RASTER) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP"):
        return "picture"
    if head[4:8] == b"ftyp":
        brands = head[8 : int.from_bytes(head[:4])]
        if b"avif" in brands or b"avis" in brands:
            return "picture"
        return "heic" if any(b in brands for b in (b"heic", b"heix", b"mif1")) else "other"
    if head.startswith((b"\xff\x0a", b"\0\0\0\x0cJXL ")):
        return "jxl"
    return _kind_of_text(head)


def _kind_of_text(head: bytes) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.decode("utf-16", "replace").encode()
    text = head.removeprefix(BOM_UTF8)
    if _TAG.match(text):
        if _MARKUP.match(text):
            return "page"
        if _SVG.search(text):
            return "svg"
    if b"\0" in text:
        return "other"
    try:
        text.decode()
    except UnicodeDecodeError as error:
        return "text" if error.start > len(text) - 4 else "other"
    return "text"


def is_drawing(name: str) -> bool:
    """Return True if a file is an SVG drawing, by its name."""
    return name.lower().endswith(".svg")

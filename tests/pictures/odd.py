"""Makes pictures of every odd kind: what each is called, its bytes, and what is to become of it."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from functools import partial
from io import BytesIO
from random import Random
from typing import Any

from PIL import Image, ImageCms, ImageDraw

SIZE = (800, 500)
PLACE = b"SECRET-SERIAL-4711"
"""Stands in all metadata that must not be published."""

PICTURES_OF_PAGE = """async () => {
  for (const image of document.images) image.loading = "eager";
  await Promise.all([...document.images].map(image => image.decode()));
  return [...document.images].map(image => ({
    chosen: image.currentSrc.split("/").pop(),
    offered: [...image.parentElement.querySelectorAll("source")].map(s => s.srcset),
    natural: [image.naturalWidth, image.naturalHeight],
    box: (({x, y, width, height}) => [x, y, width, height].map(Math.round))(
      image.getBoundingClientRect()),
  }));
}"""
"""Run by a browser: gives every picture of a page once it is decoded."""

Made = dict[str, bytes]


def photograph(size: tuple[int, int] = SIZE, mode: str = "RGB", grain: int = 24) -> Any:
    """Draw something with many colours: red above, blue below, a white mark at the top left.

    Spots of about `grain` pixels differ; the finer, the longer an encoder takes.
    """
    width, height = size
    spots = (width // grain + 1, height // grain + 1)
    noise = Image.frombytes("L", spots, Random(4).randbytes(spots[0] * spots[1])).resize(size)
    red = Image.linear_gradient("L").resize(size).transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    blue = Image.linear_gradient("L").resize(size)
    picture = Image.merge("RGB", (red, noise, blue))
    ImageDraw.Draw(picture).rectangle((0, 0, width // 5, height // 5), fill="white")
    return picture.convert(mode)


def saved(picture: Any, kind: str, **options: Any) -> bytes:
    """Save a picture in a format."""
    buffer = BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


def exif(orientation: int = 1) -> Any:
    """Make metadata with a place and a serial number."""
    found = Image.Exif()
    found[0x0112] = orientation
    found[0x010F] = PLACE.decode()
    found[0xA431] = PLACE.decode()
    found.get_ifd(0x8825)[1] = "N"
    found.get_ifd(0x8825)[2] = (40.0, 22.0, 39.0)
    return found


def turned(orientation: int) -> bytes:
    """Save the photograph turned, with the orientation that brings it upright."""
    undo = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    picture = photograph().transpose(undo[orientation])
    return saved(picture, "JPEG", exif=exif(orientation))


def chunk(kind: bytes, data: bytes) -> bytes:
    """Write a chunk of a PNG (RFC 2083, 3.2)."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_of(width: int, height: int, depth: int, colour: int, rows: bytes) -> bytes:
    """Write a PNG from its raw rows; Pillow writes none with 16 bits a colour."""
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    data = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + data


def deep_png() -> bytes:
    """Write a PNG with 16 bits a colour."""
    row = b"\0" + b"".join(struct.pack(">HHH", x * 80, 0x8000, 65535 - x * 80) for x in range(800))
    return png_of(800, 500, 16, 2, row * 500)


def bomb(width: int = 30_000, height: int = 30_000) -> bytes:
    """Write a PNG of 900 million pixels in a few kilobytes."""
    return png_of(width, height, 1, 0, b"\0" * 4096)


def frames(kind: str, **options: Any) -> bytes:
    """Save three frames."""
    colours = ("red", "green", "blue")
    first, *more = (Image.blend(photograph(), Image.new("RGB", SIZE, c), 0.5) for c in colours)
    return saved(
        first, kind, save_all=True, append_images=more, duration=[80, 120, 160], loop=0, **options
    )


def with_alpha() -> Any:
    """Draw the photograph in a circle, with nothing around it."""
    picture = photograph(mode="RGBA")
    mask = Image.new("L", SIZE)
    ImageDraw.Draw(mask).ellipse((0, 0, *SIZE), fill=255)
    picture.putalpha(mask)
    return picture


def chart() -> Any:
    """Draw something of a few colours that takes many bytes."""
    return photograph((1000, 600)).quantize(16).convert("RGB")


def _profile() -> bytes:
    return bytes(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())


def _png_info() -> Any:
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    info.add_text("Comment", PLACE.decode())
    info.add_itxt("XML:com.adobe.xmp", PLACE.decode())
    return info


RIGHT: dict[str, Callable[[], bytes]] = {
    "plain.jpg": lambda: saved(photograph(), "JPEG"),
    "progressive.jpg": lambda: saved(photograph(), "JPEG", progressive=True),
    "gps.jpg": lambda: saved(photograph(), "JPEG", exif=exif(), comment=PLACE),
    "xmp.jpg": lambda: saved(photograph(), "JPEG", xmp=b"<x:xmpmeta>" + PLACE + b"</x:xmpmeta>"),
    **{f"turned-{n}.jpg": partial(turned, n) for n in range(2, 9)},
    "grey.jpg": lambda: saved(photograph(mode="L"), "JPEG"),
    "cmyk.jpg": lambda: saved(photograph(mode="CMYK"), "JPEG"),
    "cmyk-gps.jpg": lambda: saved(photograph(mode="CMYK"), "JPEG", exif=exif(3)),
    "profile.jpg": lambda: saved(photograph(), "JPEG", icc_profile=_profile()),
    "broken-profile.jpg": lambda: saved(photograph(), "JPEG", icc_profile=b"no profile at all"),
    "named-wrong.png": lambda: saved(photograph(), "JPEG", exif=exif(6)),
    "phone.jpg": lambda: saved(
        photograph(), "MPO", save_all=True, append_images=[photograph()], exif=exif()
    ),
    "plain.png": lambda: saved(photograph(), "PNG"),
    "text.png": lambda: saved(photograph(), "PNG", pnginfo=_png_info(), exif=exif()),
    "alpha.png": lambda: saved(with_alpha(), "PNG"),
    "grey-alpha.png": lambda: saved(with_alpha().convert("LA"), "PNG"),
    "palette.png": lambda: saved(photograph().quantize(64), "PNG"),
    "palette-clear.png": lambda: saved(photograph().quantize(64), "PNG", transparency=3),
    "grey-16.png": lambda: png_of(
        800, 500, 16, 0, (b"\0" + b"".join(struct.pack(">H", x * 80) for x in range(800))) * 500
    ),
    "colour-16.png": deep_png,
    "one-bit.png": lambda: saved(photograph(mode="1"), "PNG"),
    "chart.png": lambda: saved(chart(), "PNG"),
    "moving.png": lambda: frames("PNG"),
    "still.gif": lambda: saved(photograph(), "GIF"),
    "moving.gif": lambda: frames("GIF"),
    "plain.webp": lambda: saved(photograph(), "WEBP"),
    "gps.webp": lambda: saved(photograph(), "WEBP", exif=exif(8), xmp=PLACE),
    "alpha.webp": lambda: saved(with_alpha(), "WEBP"),
    "moving.webp": lambda: frames("WEBP", exif=exif()),
    "plain.avif": lambda: saved(photograph(), "AVIF", speed=10),
    "gps.avif": lambda: saved(photograph(), "AVIF", exif=exif(), speed=10),
    "plain.tif": lambda: saved(photograph(), "TIFF"),
    "gps.tif": lambda: saved(photograph(), "TIFF", exif=exif()),
    "plain.bmp": lambda: saved(photograph(), "BMP"),
    "tall.png": lambda: saved(photograph((400, 3000)), "PNG"),
    "thin.png": lambda: saved(photograph((3000, 3)), "PNG"),
    "dot.png": lambda: saved(Image.new("RGB", (1, 1), "red"), "PNG"),
}
"""Pictures that are to be shown as they are meant."""

FAULTY: dict[str, tuple[Callable[[], bytes], str]] = {
    "bomb.png": (bomb, "more than 50 million pixels"),
    "cut.jpg": (lambda: RIGHT["plain.jpg"]()[:20_000], "damaged, or cut off"),
    "cut.png": (lambda: RIGHT["plain.png"]()[:20_000], "damaged, or cut off"),
    "cut.webp": (lambda: RIGHT["plain.webp"]()[:9_000], "damaged, or cut off"),
    "cut.avif": (lambda: RIGHT["plain.avif"]()[:4_000], "damaged, or cut off"),
    "cut.gif": (lambda: RIGHT["still.gif"]()[:20_000], "damaged, or cut off"),
    "noise.png": (
        lambda: png_of(800, 500, 8, 2, b"").replace(b"IDAT", b"IDAT\xff"),
        "damaged, or cut off",
    ),
    "pointer.jpg": (
        lambda: b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n",
        "pointer of Git LFS",
    ),
    "page.png": (lambda: b"<!doctype html><title>Not found</title>", "web page"),
    "empty.jpg": (lambda: b"", "empty"),
    "phone.heic.jpg": (lambda: b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(99), "HEIC"),
}
"""Files that are no pictures, or none that can be used, and words of the problem that says so."""

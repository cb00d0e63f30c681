"""Make pictures of pictures: other sizes and formats, and the same without private metadata."""

from __future__ import annotations

from codecs import BOM_UTF8
from io import BytesIO
from typing import Any

from PIL import Image, ImageCms, ImageOps

from .inspect import eight_bits, opened, upright
from .letters import FONT
from .recipes import ICON_WIDTHS, SHARE_SIZE, WIDTHS, Encoding, Recipe

# libavif's speed 8 takes a quarter of the time of its default 6, for files that are 2 % larger.
# One thread: workers are processes already, and the bytes do not depend on the machine.
_OPTIONS: dict[Encoding, dict[str, Any]] = {
    "avif": {"format": "AVIF", "quality": 60, "speed": 8, "max_threads": 1},
    "webp": {"format": "WEBP", "quality": 76, "method": 4},
    "lossless webp": {"format": "WEBP", "lossless": True, "quality": 60, "method": 4},
    "jpeg": {"format": "JPEG", "quality": 80, "optimize": True, "progressive": True},
    "png": {"format": "PNG", "optimize": True},
    "share": {"format": "JPEG", "quality": 80, "optimize": True, "progressive": True},
    "icon": {"format": "PNG", "optimize": True},
}

_CLEAN: dict[str, dict[str, Any]] = {
    "AVIF": {"quality": 80, "speed": 8, "max_threads": 1},
    "JPEG": {"quality": 85, "comment": b""},
    "TIFF": {"compression": "tiff_lzw"},
    "WEBP": {"quality": 90},
}

_KEPT = ("icc_profile", "transparency", "gamma", "loop", "background")
"""What of a picture's `info` decides how it looks."""


def decode(data: bytes) -> Any:
    """Decode a picture, upright, in sRGB, and no wider than the largest width that pages show."""
    with opened(data) as image:
        if image.format == "JPEG":
            image.draft(image.mode, (WIDTHS[-1], WIDTHS[-1]))
        profile = image.info.get("icc_profile")
        turned = upright(image)
        if turned.mode != "CMYK":
            turned = eight_bits(turned)
        turned = _resized(turned, min(turned.width, WIDTHS[-1]))
        result = eight_bits(_in_srgb(turned, profile))
        result.info = {}  # Some encoders write what they find there.
        return result


def encode(image: Any, recipe: Recipe) -> bytes:
    """Encode what `decode` gave, at the width and in the format of a recipe."""
    if recipe.encoding == "share":
        return _saved(_cropped(image, recipe.focus), _OPTIONS["share"])
    picture = _resized(image, recipe.width)
    if recipe.encoding == "jpeg":
        picture = picture.convert("RGB")
    return _saved(picture, _OPTIONS[recipe.encoding])


def draw_icon(data: bytes, width: int) -> bytes:
    """Make a square icon of an SVG drawing or a raster picture; what is not square gets margins.

    The smallest is for touch screens, which show transparent parts in black: it has none.
    """
    is_svg = data.removeprefix(BOM_UTF8).lstrip()[:1] == b"<"
    drawing = decode(_drawn(data, width) if is_svg else data)
    size = (width, width)
    picture = ImageOps.contain(drawing.convert("RGBA"), size, Image.Resampling.LANCZOS)
    icon = Image.new("RGBA", size, (255, 255, 255, 255 if width == ICON_WIDTHS[0] else 0))
    icon.alpha_composite(picture, ((width - picture.width) // 2, (width - picture.height) // 2))
    return _saved(icon, _OPTIONS["icon"])


def _drawn(svg: bytes, width: int) -> bytes:
    """Draw an SVG drawing as a PNG, with our own font alone: so it is the same on every machine."""
    from resvg_py import svg_to_bytes

    text = svg.decode("utf-8-sig")
    fonts = [str(FONT)]
    drawn = svg_to_bytes(svg_string=text, width=width, skip_system_fonts=True, font_files=fonts)
    return bytes(drawn)


def _cropped(image: Any, focus: str) -> Any:
    """Crop a picture to the shape of a share image around its focus; an alpha becomes white."""
    centre = (_place(focus, "left", "right"), _place(focus, "top", "bottom"))
    picture = ImageOps.fit(image, SHARE_SIZE, Image.Resampling.LANCZOS, centering=centre)
    if picture.mode != "RGBA":
        return picture.convert("RGB")
    paper = Image.new("RGBA", SHARE_SIZE, "white")
    paper.alpha_composite(picture)
    return paper.convert("RGB")


def _place(focus: str, first: str, last: str) -> float:
    return 0.0 if first in focus else 1.0 if last in focus else 0.5


def clean(data: bytes) -> bytes:
    """Return a picture again, upright and without private metadata, in its own format."""
    with opened(data) as image:
        kind = "JPEG" if image.format == "MPO" else image.format
        options = {"format": kind, **_CLEAN.get(kind, {})}
        if getattr(image, "n_frames", 1) > 1 and kind in ("PNG", "WEBP", "AVIF"):
            return _all_frames_saved(image, options)
        turned = upright(image)
        info = {name: image.info[name] for name in _KEPT if name in image.info}
        if image.format == "JPEG" and turned.size == image.size and _is_upright(image):
            # The same tables of quantisation, so that nearly nothing is lost.
            image.info = info
            return _saved(image, {**options, "quality": "keep", **_profile(info)})
        turned = turned.copy()
        turned.info = info
        return _saved(turned, {**options, **_profile(info)})


def _is_upright(image: Any) -> bool:
    return bool(image.getexif().get(0x0112, 1) == 1)


def _profile(info: dict[str, Any]) -> dict[str, Any]:
    profile = info.get("icc_profile")
    return {"icc_profile": profile} if profile else {}


def _all_frames_saved(image: Any, options: dict[str, Any]) -> bytes:
    """Save the frames of an animated picture, each as it is shown."""
    frames, durations = [], []
    for number in range(image.n_frames):
        image.seek(number)
        frame = eight_bits(image)
        frame.info = {}
        frames.append(frame)
        durations.append(round(image.info.get("duration", 100)))
    moving = {"save_all": True, "append_images": frames[1:], "duration": durations}
    return _saved(frames[0], {**options, **moving, "loop": image.info.get("loop", 0)})


def _resized(image: Any, width: int) -> Any:
    if image.width <= width:
        return image
    size = (width, max(1, round(image.height * width / image.width)))
    return image.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)


def _in_srgb(image: Any, profile: bytes | None) -> Any:
    """Convert a picture from its colour profile to sRGB; a profile that is damaged is ignored."""
    if not profile:
        return image
    mode = "RGBA" if image.mode == "RGBA" else "RGB"
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        target = ImageCms.createProfile("sRGB")
        return ImageCms.profileToProfile(image, source, target, outputMode=mode)
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return image


def _saved(image: Any, options: dict[str, Any]) -> bytes:
    buffer = BytesIO()
    image.save(buffer, **options)
    return buffer.getvalue()

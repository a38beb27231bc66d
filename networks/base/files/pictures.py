"""Pictures that people send, made anew: turned upright, small enough, without what they carry about place and time."""

from __future__ import annotations

import io
import warnings
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from networks.base.files.errors import (
    ActiveContent,
    FileBroken,
    FileEmpty,
    FileTooLarge,
    KindNotAllowed,
    PictureTooLarge,
)

UPLOAD_LIMIT = 20 * 1024 * 1024
PIXEL_LIMIT = 50_000_000
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")
ALLOWED = "JPEG, PNG, WebP, GIF, AVIF"


@dataclass(frozen=True, slots=True)
class Picture:
    """``kind`` is the media type; width and height in pixels."""

    data: bytes
    kind: str
    width: int
    height: int


def picture(data: bytes, longest: int = 1600, kind: str = "webp") -> Picture:
    """A picture as we keep it: no metadata, upright, first frame only, the longer side at most ``longest`` pixels.

    ``kind``: `webp` (pages) or `png` (documents). Raises a `FileRefused`; SVG is refused as it can hold programs.
    """
    from PIL import Image, ImageOps, UnidentifiedImageError

    if not data:
        raise FileEmpty
    if len(data) > UPLOAD_LIMIT:
        raise FileTooLarge(limit=UPLOAD_LIMIT // 1024 // 1024)
    start = data[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<svg", b"<?xml", b"<!doctype", b"<html", b"<!--")):
        raise ActiveContent
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            opened = Image.open(io.BytesIO(data), formats=FORMATS)
            if opened.width * opened.height > PIXEL_LIMIT:
                raise PictureTooLarge(limit=PIXEL_LIMIT // 1_000_000)
            opened.draft("RGB", (longest, longest))
            upright = ImageOps.exif_transpose(opened)
            upright.thumbnail((longest, longest))
            return _written(_plain(upright), kind)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise PictureTooLarge(limit=PIXEL_LIMIT // 1_000_000) from None
    except UnidentifiedImageError:
        raise KindNotAllowed(allowed=ALLOWED) from None
    except (OSError, SyntaxError, ValueError, EOFError, IndexError, TypeError) as error:
        if isinstance(error, PictureTooLarge):
            raise
        raise FileBroken from error


def _plain(opened: Any) -> Any:
    """The pixels alone, in sRGB: a new picture, so that nothing else comes along."""
    from PIL import Image, ImageCms

    profile = opened.info.get("icc_profile")
    seen = opened.convert("RGBA" if opened.has_transparency_data else "RGB")
    if profile and seen.mode == "RGB" and opened.mode == "RGB":
        # The colours of a wide-gamut camera would look pale without their profile, which is not kept.
        with suppress(ImageCms.PyCMSError, OSError):
            seen = ImageCms.profileToProfile(
                seen, ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB")
            )
    made = Image.new(seen.mode, seen.size)
    made.paste(seen)
    return made


def _written(made: Any, kind: str) -> Picture:
    out = io.BytesIO()
    if kind == "png":
        made.save(out, "PNG", optimize=True)
    else:
        made.save(out, "WEBP", quality=82, method=4)
    return Picture(out.getvalue(), f"image/{kind}", made.width, made.height)

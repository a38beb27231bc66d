"""Pictures are made anew: without metadata, upright, within limits; drawings with programs are refused."""

import io

import pytest
from PIL import Image, PngImagePlugin

from networks.base.files import errors, pictures
from networks.base.files.pictures import picture


def sent(kind="JPEG", size=(400, 200), mode="RGB", **options):
    out = io.BytesIO()
    made = Image.new(mode, size, "red")
    made.paste("blue", (0, 0, size[0] // 2, size[1]))
    made.save(out, kind, **options)
    return out.getvalue()


def opened(made):
    return Image.open(io.BytesIO(made.data))


def test_it_works():
    made = picture(sent())
    assert (made.kind, made.width, made.height) == ("image/webp", 400, 200)
    assert opened(made).format == "WEBP"


def test_it_carries_nothing_and_stands_upright():
    about = Image.Exif()
    about[0x0112] = 6  # lies on its side
    about[0x010F] = "Camera of Ana"
    about.get_ifd(0x8825)[1] = "N"
    data = sent(exif=about, comment=b"secret")
    assert b"Camera of Ana" in data
    made = picture(data)
    assert (made.width, made.height) == (200, 400)
    assert not opened(made).getexif()
    assert b"Camera" not in made.data and b"secret" not in made.data
    red, _, blue = opened(made).convert("RGB").getpixel((100, 50))
    assert blue > red


def test_text_in_a_png_is_left_behind():
    about = PngImagePlugin.PngInfo()
    about.add_text("Author", "Ana")
    made = picture(sent("PNG", pnginfo=about), kind="png")
    assert b"Ana" not in made.data
    assert "Author" not in opened(made).info


def test_it_is_made_smaller_and_stays_transparent():
    made = picture(sent("PNG", (4000, 1000), "RGBA"), longest=800)
    assert (made.width, made.height) == (800, 200)
    assert opened(made).mode == "RGBA" or opened(made).mode == "RGB"
    clear = io.BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(clear, "PNG")
    assert opened(picture(clear.getvalue())).convert("RGBA").getpixel((5, 5))[3] == 0


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "AVIF"])
def test_the_kinds_that_phones_make(kind):
    assert picture(sent(kind)).width == 400


@pytest.mark.parametrize("mode", ["L", "P", "CMYK", "1", "LA"])
def test_other_colours(mode):
    out = io.BytesIO()
    Image.new(mode, (20, 20)).save(out, "JPEG" if mode == "CMYK" else "PNG")
    assert picture(out.getvalue()).width == 20


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", errors.FileEmpty),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", errors.ActiveContent),
        (b"\xef\xbb\xbf <?xml version='1.0'?><svg/>", errors.ActiveContent),
        (b"<!DOCTYPE html><script>", errors.ActiveContent),
        (b"%PDF-1.7", errors.KindNotAllowed),
        (b"II*\x00" + bytes(100), errors.KindNotAllowed),
        (sent()[:500], errors.FileBroken),
        (bytes(21 * 1024 * 1024), errors.FileTooLarge),
    ],
)
def test_what_cannot_be_used(data, error):
    with pytest.raises(error):
        picture(data)


def test_a_decompression_bomb_is_an_error(monkeypatch):
    bomb = sent("PNG", (8000, 8000), "1")
    assert len(bomb) < 100_000
    with pytest.raises(errors.PictureTooLarge, match="50"):
        picture(bomb)
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 100)
    with pytest.raises(errors.PictureTooLarge):
        picture(sent())
    assert pictures.PIXEL_LIMIT == 50_000_000

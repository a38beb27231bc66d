"""QR codes that phones read."""

import re

import pytest
from PIL import Image

from networks.base.files.pdf import svg_as_png
from networks.base.files.qr import qr_png, qr_svg

ADDRESS = "https://networks.example/j/7KQ4-WXYZ?lang=ελ"


def decoded(png):
    import io

    import zxingcpp

    return [found.text for found in zxingcpp.read_barcodes(Image.open(io.BytesIO(png)).convert("L"))]


def test_it_says_what_it_was_given():
    sized = qr_svg(ADDRESS, "Join").replace("<svg ", '<svg width="300" height="300" ', 1)
    assert decoded(svg_as_png(sized.encode())) == [ADDRESS]
    assert decoded(qr_png(ADDRESS)) == [ADDRESS]


def test_it_has_a_title_a_quiet_zone_and_no_style():
    code = qr_svg(ADDRESS, "Join <this> & that")
    assert "<title>Join &lt;this&gt; &amp; that</title>" in code
    assert code.startswith('<svg role="img" ')
    assert "style" not in code
    assert 'class="qr"' in code
    side = int(re.search(r'viewBox="0 0 (\d+) ', code)[1])
    assert f'fill="#fff" d="M0 0h{side}v{side}h-{side}z"' in code
    assert 'd="M4 4.5h7' in code


def test_too_much_for_a_code():
    with pytest.raises(ValueError):
        qr_svg("x" * 3000, "Join")

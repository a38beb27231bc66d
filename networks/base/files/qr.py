"""QR codes as SVG, which a page or a printed card can hold."""

from __future__ import annotations

import io


def qr_svg(content: str, title: str, *, css_class: str = "qr", quiet_zone: int = 4) -> str:
    """A QR code, dark on light whatever the page's colours, with its quiet zone (in modules) and a title.

    In: what it says (an address), what it is in the reader's words. Out: an ``<svg>`` element without a style
    attribute and without size: the page gives it one. Raises ValueError when the content is too long (2,300 bytes).
    """
    import segno

    code = segno.make_qr(content, error="m")
    out = io.BytesIO()
    code.save(
        out,
        kind="svg",
        border=quiet_zone,
        dark="#000",
        light="#fff",
        title=title,
        xmldecl=False,
        svgns=True,
        omitsize=True,
        svgclass=css_class,
        lineclass=None,
        nl=False,
    )
    return out.getvalue().decode().replace("<svg ", '<svg role="img" ', 1)


def qr_png(content: str, *, module: int = 8, quiet_zone: int = 4) -> bytes:
    """The same as PNG, for files that take no SVG; ``module`` pixels a module."""
    import segno

    out = io.BytesIO()
    segno.make_qr(content, error="m").save(out, kind="png", scale=module, border=quiet_zone)
    return out.getvalue()

"""QR codes as SVG, which a page or a printed card can hold."""

from __future__ import annotations

import io
from decimal import Decimal


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


def epc_svg(name: str, iban: str, amount: Decimal, reference: str, title: str, *, bic: str = "") -> str:
    """A code for a SEPA credit transfer (EPC069-12, version 002): banking programs read it and fill in the transfer.

    In: who is paid (70 characters are kept), their account, euros, a creditor reference (ISO 11649), what it is in the reader's words.
    Raises ValueError where one is wrong.
    """
    from segno.helpers import make_epc_qr

    out = io.BytesIO()
    code = make_epc_qr(name[:70], iban, amount, reference=reference, bic=bic or None, encoding="utf-8")
    code.save(
        out, kind="svg", border=4, dark="#000", light="#fff", title=title, xmldecl=False, svgns=True, omitsize=True, svgclass="qr",
        lineclass=None, nl=False,
    )  # fmt: skip
    return out.getvalue().decode().replace("<svg ", '<svg role="img" ', 1)

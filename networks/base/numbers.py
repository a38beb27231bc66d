"""Numbers as they come in addresses and forms, where no form's field reads them."""

LONGEST = 18  # digits: more than any database counts to, fewer than are slow to read


def whole(text: object, least: int = 0, most: int = 2_147_483_647) -> int | None:
    """Return the whole number that `text` writes with the digits 0 to 9; None where it is none, or not from `least` to `most`.

    `str.isdigit` alone is no such question: it is true of "²", which `int` refuses, and of thousands of digits.
    """
    written = str(text)
    if not (written.isascii() and written.isdigit() and len(written) <= LONGEST):
        return None
    number = int(written)
    return number if least <= number <= most else None

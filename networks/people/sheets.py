"""Spreadsheets that people upload with lists of persons: rows of text with their line numbers, and what was odd."""

from django.core.exceptions import ValidationError


def read_sheet(upload, languages=()) -> tuple[list[tuple[int, list[str]]], list[str]]:
    """Return the rows of a CSV or XLSX file as (line, texts), the heading too, and warnings in words.

    A formula stays visible as `=…` and is never computed. Raises ValidationError, with words for the reader, where it cannot be read.
    """
    from networks.base.files.errors import FileRefused
    from networks.base.files.sheets_in import read_table

    try:
        table = read_table(upload.read(), languages=languages)
    except FileRefused as refused:
        raise ValidationError(str(refused)) from refused
    warnings = [f"{w.line}: {w.message}" if w.line else str(w.message) for w in table.warnings]
    return [(row.line, row.cells) for row in [table.header, *table.rows]], warnings

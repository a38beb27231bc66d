"""Everything that leaves or enters the program as a file: documents, tables, calendars, codes, pictures, uploads.

Knows no domain. Rooms describe a document once (`document.py`) and get it as PDF and as Word file; they give
rows and get XLSX and CSV, and read people's files within limits. Importable without Django.
"""

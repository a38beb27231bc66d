"""The archive of a network: all of its data in one file of open formats, made here and taken in by another installation.

shape.py what is in it, by introspection · values.py values as JSON and back · making.py · reading.py opens a file and trusts nothing in
it · taking_in.py · keeping.py the background job, and files that a coordinator downloads. The format: docs/archive.md
"""

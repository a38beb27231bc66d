"""Backups of a running system, and restoring them: one encrypted file that holds the database first and files after.

locked_file.py the encryption · databases.py how each database is copied and put back · making.py · restoring.py
"""

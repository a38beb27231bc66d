"""Participants who do not exist: what they say (answers.py), how they read and write pages (phone.py), what they do (people.py)."""

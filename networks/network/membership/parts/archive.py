"""The archive: a network's data in one file."""

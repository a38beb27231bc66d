"""Letters: who gets one (addressing.py), what is filled in (merging.py), how it is sent once to each (sending.py), attachments (enclosing.py)."""

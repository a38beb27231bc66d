"""The forms of sessions."""

"""Lists: filtered, saved, exported, written to."""

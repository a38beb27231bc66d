"""Live pages: an append-only sequence of numbered updates for each session, and the streams that carry it."""

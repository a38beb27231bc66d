"""What `bin/run` does: install what is needed, then serve the program on this machine."""

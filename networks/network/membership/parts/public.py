"""The public page of a network."""

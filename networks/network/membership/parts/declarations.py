"""The yearly declaration of figures."""

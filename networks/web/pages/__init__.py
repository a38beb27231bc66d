"""Pages of the house itself: the first page, founding, home, a network's settings, the demonstration."""

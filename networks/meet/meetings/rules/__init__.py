"""What may happen to bodies, meetings and decisions."""

"""What may happen in this room: check, change, record, tell, in one transaction."""

"""What may happen in a session, one module for each kind of action: check, change, record, tell, in one transaction."""

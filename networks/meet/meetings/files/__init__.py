"""Minutes, attendance and the register of decisions as PDF and Word files."""

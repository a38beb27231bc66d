"""Admission: applications, their way to a decision, the estimate."""

"""Fees: schedules, notices, payments, arrears."""

"""Calculations: pure functions on plain data."""

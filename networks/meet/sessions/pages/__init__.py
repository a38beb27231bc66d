"""The pages of sessions, one file for each place that people are at."""

"""What leaves a session as a file: its report as PDF and Word, its data as JSON and CSV."""

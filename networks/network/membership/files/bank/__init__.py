"""Bank statements read into plain entries: CAMT.053 (several versions), MT940, and tables (CSV, XLSX) with columns recognised."""

from networks.network.membership.files.bank.statement import BankEntry, Statement, read_statement

__all__ = ["BankEntry", "Statement", "read_statement"]

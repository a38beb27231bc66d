"""Import from spreadsheets and address books, and export of everything."""

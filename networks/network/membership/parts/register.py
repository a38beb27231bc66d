"""The register: organisations, categories, own fields, the file of a member."""

"""Networks of networks: publications that roll up."""

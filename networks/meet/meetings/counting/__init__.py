"""How votes are counted: pure functions on plain data, each named for its method, with its source."""

"""The work that is done many times: here or in several processes, with the same result."""

"""What earlier builds knew, and what of it is still true."""

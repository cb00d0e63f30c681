"""Writing: bytes reach the output folder, whole files only, and nobody else's are touched."""

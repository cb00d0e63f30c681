"""The steps of a build that do much work, in this process or in several, with the same result."""

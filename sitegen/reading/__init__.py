"""Reading: bytes of content files become articles, profiles and bodies."""

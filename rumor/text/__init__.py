"""Raw text to sentences with character offsets."""

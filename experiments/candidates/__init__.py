"""Models that could be shipped instead, compared on the same splits."""

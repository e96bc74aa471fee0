"""Indonesian cue lists."""

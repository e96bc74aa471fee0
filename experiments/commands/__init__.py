"""Commands of the command line that need the `train` extra."""

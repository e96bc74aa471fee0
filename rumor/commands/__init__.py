"""Commands of the command line that a plain install can run."""

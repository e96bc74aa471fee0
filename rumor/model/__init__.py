"""The shipped portable model (data only)."""

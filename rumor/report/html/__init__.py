"""Scored articles as web pages for newsrooms: self-contained, in two languages, without network."""

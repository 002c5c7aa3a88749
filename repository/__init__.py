"""A document and report repository with full-text search: files and statements in, every page findable."""

__version__ = "0.1.0"

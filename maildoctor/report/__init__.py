"""The outline that all renderers walk, one file per format, the voices. Pure."""

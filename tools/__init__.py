"""Tools for those who change Tayanch."""

"""Tayanch: somebody you can lean on."""

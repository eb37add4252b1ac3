"""A dated release: files in open formats with a site that needs no server, signed. Plain Python.

Everything that comes in is protected already (:mod:`tayanch.disclosure`); nothing here computes or hides a number.
"""

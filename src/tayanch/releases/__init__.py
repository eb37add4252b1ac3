"""A dated release: files in open formats with a site that needs no server, signed. Plain Python."""

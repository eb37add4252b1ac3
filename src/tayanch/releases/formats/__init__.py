"""The files of a release, each a function from values to bytes. The same values give the same bytes."""

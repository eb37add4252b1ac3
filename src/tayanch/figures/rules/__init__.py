"""The checks themselves, by what they compare. Each yields hits; texts are in ``texts.yaml``."""

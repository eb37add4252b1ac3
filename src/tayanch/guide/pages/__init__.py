"""The guide's pages as HTML: each is one file with its style, its script and its drawings inside."""

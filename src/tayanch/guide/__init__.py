"""What she can do: the guide for her own phone. `content` is plain Python, `pages` makes HTML of it."""

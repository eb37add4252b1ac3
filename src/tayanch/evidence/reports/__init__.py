"""Reports that are assembled from what is known, edited, and warn when a number changed."""

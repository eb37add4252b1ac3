"""Survey microdata: reading, sample designs, estimates with their uncertainty. Plain Python, for notebooks first."""

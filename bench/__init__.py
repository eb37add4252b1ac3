"""Measurements too slow for the tests. ``make bench`` runs them all and prints figures with their limits."""

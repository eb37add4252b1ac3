"""Pages of the releases and of the dashboard."""

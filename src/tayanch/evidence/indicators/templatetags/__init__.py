"""Words of definitions in templates."""

"""What it adds up to: surveys are kept, described and tabulated here, each figure with its base, error and method."""

"""The pages of the surveys."""

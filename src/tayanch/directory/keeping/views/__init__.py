"""The pages of the directory: for staff, and for an organisation that was invited."""

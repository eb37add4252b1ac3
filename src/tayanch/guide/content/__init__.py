"""The cards of the guide as data: reading them, the figures of the law in them, and the gates they must pass."""

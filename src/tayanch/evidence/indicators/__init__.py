"""Indicators at the desk: computed from what the organisation does and knows, with their derivation."""

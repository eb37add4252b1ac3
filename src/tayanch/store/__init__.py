"""The encrypted store: who may open it, where it lies, how it is copied and brought back."""

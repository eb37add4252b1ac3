"""What reports know: one module a kind of reference. Each has ``resolve(who, reference)`` and ``facts(who, period)``."""

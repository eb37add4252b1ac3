"""What reports know, one module a kind of reference: each has ``resolve(who, reference)``, ``facts(who, period)``."""

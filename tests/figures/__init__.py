"""Published figures: the register, its checks, comparing and citing."""

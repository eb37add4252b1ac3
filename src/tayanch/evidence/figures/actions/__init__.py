"""Every change of an organisation's own part of the register, each with its entry in the log."""

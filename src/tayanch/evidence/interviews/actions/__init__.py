"""Every change of a study of interviews: one function per write, each of which is written to the log."""

"""Reports as documents of sections, live numbers, voices and footnotes; DOCX and PDF. Plain Python."""

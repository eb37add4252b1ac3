"""What is wrong with a definition or a series, in a sentence that names the place."""


class DefinitionError(ValueError):
    """A file of definitions cannot be read; the message names the file, the indicator and what to do."""


class SeriesError(ValueError):
    """A file with an official series cannot be read; the message names the line or column and what to do."""

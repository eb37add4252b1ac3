"""The figures of the registered documents (one CSV a document), the documents, and what was recorded by hand."""

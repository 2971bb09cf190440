"""A person's data: exported as one document, and erased."""

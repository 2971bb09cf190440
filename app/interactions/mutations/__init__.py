"""Mutations of what people do."""

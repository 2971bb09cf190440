"""Mutations for what users do to events and organisations."""

"""What users do to events and organisations."""

"""What is done with single dates, and what a rule would give."""

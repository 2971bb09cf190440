"""What the four systems say, in our words: each module reads one system's documents."""

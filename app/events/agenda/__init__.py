"""What takes place on the dates of an event: sessions and days of its programme, which other slices edit."""

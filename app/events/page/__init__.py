"""What the page of an event shows beside its texts: banners, links, products, a survey."""

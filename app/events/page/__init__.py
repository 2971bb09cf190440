"""The page of an event: banners, links, products, a survey."""

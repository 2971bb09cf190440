"""Prices and coupons: what is allowed. Pure."""

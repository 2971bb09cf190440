"""The money of an event: prices, fees, taxes, refunds, coupons, and its early bird."""

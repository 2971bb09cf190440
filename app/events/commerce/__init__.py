"""What an event says of money: prices, fees, taxes, refunds, coupons, and its early bird."""

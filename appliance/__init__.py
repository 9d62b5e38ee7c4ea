"""Astreinte: the on-premise appliance that answers a company's on-call telephone line."""

"""The carrier of the end-to-end tests: callers and agents' mobiles, over real SIP and RTP on loopback."""

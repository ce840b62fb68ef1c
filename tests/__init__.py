"""Behaviour that users of parkland rely on."""

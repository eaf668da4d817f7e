"""Reads of reports. Everything starts from what the actor may see."""

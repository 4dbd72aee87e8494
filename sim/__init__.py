"""Greenpark: a simulator for planning a green, low-carbon park."""

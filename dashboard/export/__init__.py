"""Figures and tables as files: their menus, their data, the formats."""

"""Whole pages as documents: the view, the comparison of the shell, plain HTML, PDF."""

"""Every id of the shell, in one list.

The parts of a page have ids that begin with its name (`dashboard.page.Page.place`).
"""

URL = "url"
"""The address; its query is the view (`dashboard.view.View`)."""

THEME = "theme"
FRAME = "frame"
"""Store: path and language of what is drawn, so that a page is not drawn twice."""
SCHEME = "scheme"
"""Store: language and colour scheme for what lies outside React (`html lang`, the grid)."""
SHELL = "shell"
HEADER = "header"
NAVIGATION = "navigation"
BURGER = "burger"
CONTENT = "content"
MAIN = "main"
FAILURE = "failure"
"""Where a fault that a callback did not expect is said to the user."""

"""What all tests share."""

from hypothesis import settings

# The same examples on every machine, and no verdict on a slow one.
settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")

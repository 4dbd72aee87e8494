"""The editor of scenarios: an overlay on a parent, as a form and as YAML.

The state is a `Draft` (``draft.py``): the overlay as it will be written, and what lies under it.
``overlay.py`` changes it, ``tree.py`` knows what stands where, ``checking.py`` reads it as the
command line does, and the other files draw it.
"""

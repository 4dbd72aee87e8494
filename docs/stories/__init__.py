"""What stands in the stories: the runs, their tables and their pictures, made again by a command.

``python -m docs.stories NAME`` runs the variants of a story (those that are finished are not run
again), prints its table as Markdown and draws ``docs/pictures/story-NAME.png``.
"""

"""The work: import, set up, post, read back; and the questions pages and commands ask about it.

Only here do the rooms with I/O meet. Pages and commands queue jobs; `worker` carries them out.
"""

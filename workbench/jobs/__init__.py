"""The work: import, set up, post, read back; and the questions pages and commands ask about it.

Only here do the rooms with I/O meet. Pages and commands queue jobs; `worker` carries them out. In the order of the work:
`amazon` and `quickbooks` connect, `settlements` brings files in, `mapping` chooses accounts, `post` posts, `undo` takes back and
watches, `bank` matches, `close` closes the month.
"""

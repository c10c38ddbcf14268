"""What Amazon hands a seller, by either door.

files   its reports: recognised, checked line by line and made ready to be stored, or refused whole
api     the Selling Partner API: a strict client that never takes a wrong answer for an empty one
"""

"""Bank statements: read line by line, exactly, or refused whole, in words.

statement            what a statement is once it is read, and what makes a line of it the same line in another file
refusal              the refusal of a file
text                 the bytes as text, and files that are no statement at all
cells                what may stand in a cell: amounts and dates, as the layout says they are written
layout               which columns of a bank's CSV mean what, as the user said once
comma_separated      a CSV by its layout
ofx                  OFX and QFX (Quicken), of both generations
"""

"""Measurements of the workbench, each beside a bare measurement of the same thing: ratios travel from machine to machine."""

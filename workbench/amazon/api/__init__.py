"""Amazon's Selling Partner API, through a strict client: a wrong answer never passes for an empty one."""

"""Use cases, the one door to the store: permission, then rules, then save, then log."""

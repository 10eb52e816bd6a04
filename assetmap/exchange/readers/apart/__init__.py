"""What runs in the reading process alone; `child.py` starts it, nothing else imports it."""

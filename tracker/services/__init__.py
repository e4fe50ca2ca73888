"""The only code that writes. Services take a session and an actor, flush at most, and leave commits to the caller."""

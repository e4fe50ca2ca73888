"""How the media industry adopts AI: every fact with the sources that state it."""

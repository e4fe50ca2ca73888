"""Records going out and coming in: sheets, data packages."""

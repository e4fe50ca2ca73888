"""One form per noun, named after it. Pages and seeds parse with the same ones."""

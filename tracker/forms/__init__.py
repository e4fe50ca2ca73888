"""One form per noun, named after it. Pages, CSV files, the API and seeds all parse with them."""

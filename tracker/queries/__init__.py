"""What is read. A function returns a `Select`, for the caller to page, stream, count, or hand to pandas.

Only what takes several statements or a time limit asks the session itself: facets, search, suggestions, filters' links.
"""

"""What is read: functions that return a `Select`, for the caller to page, stream, count, or hand to pandas."""

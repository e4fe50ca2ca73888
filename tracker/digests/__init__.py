"""Reports on a schedule: `desk` makes and delivers what is due, `messages` says what a mail holds."""

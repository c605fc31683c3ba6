"""What the district writes to people: one function per message, its text in templates/mail/, and the way out."""

"""Our own CSV files, for what OneRoster does not carry: contacts, bell schedules, section meetings."""

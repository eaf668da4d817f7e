"""Who is told what: notifications in the program and by mail, from one table event → audience → text."""

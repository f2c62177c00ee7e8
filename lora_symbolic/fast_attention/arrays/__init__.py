"""What any array needs here: types, ranges of columns, bounds on roundings, blocks of rows on threads."""

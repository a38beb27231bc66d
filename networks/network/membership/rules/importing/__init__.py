"""Import: reading a file, understanding its lines, planning what each would do, doing it in batches, taking it back.

made = read_file(upload, by=person)          # reading.py: the file's lines, its columns recognised
set_columns(made, targets, options)          # reading.py: the coordinator's corrections, kept for next time
plan(made)                                   # planning.py (a job for long files): what would happen to each line; changes nothing
confirm(made, by=person)                     # applying.py: a job does it, line by line, each once
undo(made, by=person)                        # undoing.py
"""

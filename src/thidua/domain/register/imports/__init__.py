"""Former honours from a workbook: read, judged row by row, and only then entered, all or none.

Nothing here writes; ``actions.import_honors`` does.
"""

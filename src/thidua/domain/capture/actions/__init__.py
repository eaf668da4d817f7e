"""What is done to batches and pages."""

from thidua.domain.capture.actions.bringing import add_pages, open_batch, start_blank, take_reading
from thidua.domain.capture.actions.entering import check_rows, discard, enter_page
from thidua.domain.capture.actions.keying import add_row, finish, reopen, save_row, settle, take_over

__all__ = [
    "add_pages",
    "add_row",
    "check_rows",
    "discard",
    "enter_page",
    "finish",
    "open_batch",
    "reopen",
    "save_row",
    "settle",
    "start_blank",
    "take_over",
    "take_reading",
]

"""Statutory tables: rows and columns as ``law/forms`` states them, every cell counted from records.

A new circular is a new file there; a new kind of record that cells may count is a new source here.
"""

from thidua.domain.reporting.forms.filling import FilledForm, FormCell, fill_form, fill_forms, form_scope

__all__ = ["FilledForm", "FormCell", "fill_form", "fill_forms", "form_scope"]

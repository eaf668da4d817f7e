"""What the law is asked."""

QUESTION = """
award: LDTT
received_on: 2015-12-31
period_year: 2015
facts:
  on_union_payroll: true
  ratings: {2015: HTTNV}
  service_months: 9
"""

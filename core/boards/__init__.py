"""Dashboards that a team edits together: widgets, filters, operations, history, sharing."""

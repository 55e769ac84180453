"""Alerts on measures, drift, quality and runs: rules, states, notices, webhooks."""

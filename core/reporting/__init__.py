"""Reports by mail: what is written, for whom, and the outbox that sends it once."""

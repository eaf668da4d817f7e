"""Back-capture: batches of old pages, the place of the clerk who keys them, the differences that a steward settles."""

package io.fieldway.gateway.outbox;

/// Entries that were deleted.
record Removed(long entries, long bytes) {
  static final Removed NOTHING = new Removed(0, 0);
}

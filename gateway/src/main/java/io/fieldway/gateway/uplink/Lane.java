package io.fieldway.gateway.uplink;

/// What goes up before what, the first before all others.
public enum Lane {
  /// Commands' results, twins, heartbeats and the authentication. It never waits.
  URGENT(0),
  /// Readings of now.
  LIVE(0),
  /// Readings that waited while there was no session, or for too long.
  BACKLOG(1),
  /// Pictures.
  BLOB(2);

  private final int kept;

  Lane(int kept) {
    this.kept = kept;
  }

  /// How many quarters of the burst this lane leaves to those before it.
  int kept() {
    return kept;
  }
}

package io.fieldway.routing.reroute;

/// How much a node has, or has room for.
///
/// @param bytes of its journal
public record Load(long sessions, long bytes) {
  public static final Load NONE = new Load(0, 0);

  public Load plus(Load other) {
    return new Load(sessions + other.sessions, bytes + other.bytes);
  }

  public Load minus(Load other) {
    return new Load(sessions - other.sessions, bytes - other.bytes);
  }

  /// Whether neither is more than another's.
  public boolean fits(Load room) {
    return sessions <= room.sessions && bytes <= room.bytes;
  }
}

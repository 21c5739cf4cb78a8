package io.fieldway.cloud;

import java.util.Locale;

/// One of the platform's servers (Figure 2). A process runs any set of them.
public enum Role {
  /// Gateways over Socket.IO.
  MACHINE,
  /// The committer and the REST resources.
  RESOURCE,
  /// Deadlines, expiry, totals.
  EVENT,
  /// Sign-in, web pages and their live stream.
  USER;

  /// The role as it stands in a configuration file.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}

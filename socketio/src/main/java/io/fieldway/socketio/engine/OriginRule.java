package io.fieldway.socketio.engine;

import java.util.Set;

/// Which sites' pages may use the server. A request without an `Origin` does not come from a page
/// and is not judged here.
public record OriginRule(Set<String> allowed) {
  /// Whether other sites were named at all; if not, no CORS header is ever sent.
  public boolean cors() {
    return !allowed.isEmpty();
  }

  /// Whether a page of this origin may use the server that it addressed as this host.
  public boolean admits(String origin, String host, boolean secure) {
    return allowed.contains("*")
        || allowed.contains(origin)
        || origin.equals((secure ? "https://" : "http://") + host);
  }
}

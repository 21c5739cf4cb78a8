package io.fieldway.cloud.user;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/// Where a user server without a resource server hands REST requests on to, and the bounds of it.
///
/// @param resource the resource server's address; empty where it runs in this process
/// @param connectPatience how long connecting may take; then the answer is 502
/// @param patience how long the answer's beginning may take; then the answer is 504
/// @param maxBodyBytes largest body of a request; a larger one is answered with 413
/// @param maxAtOnce requests under way at once; one more is answered with 503
public record ForwardConfig(
    Optional<URI> resource,
    Duration connectPatience,
    Duration patience,
    int maxBodyBytes,
    int maxAtOnce) {
  /// The usual bounds.
  public static ForwardConfig to(Optional<URI> resource) {
    return new ForwardConfig(
        resource, Duration.ofSeconds(5), Duration.ofSeconds(30), 4 * 1024 * 1024, 200);
  }
}

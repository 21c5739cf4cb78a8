package io.fieldway.node.access;

import java.util.Optional;

/// Decides who comes in.
public interface Access {
  /// Judges a user name and password, or a certificate, or their absence. May take long: hashes of
  /// passwords are slow on purpose.
  Verdict authenticate(Credentials credentials);

  /// Begins an enhanced authentication; empty where the method is not spoken.
  Optional<Exchange> exchange(String method, Credentials credentials);
}

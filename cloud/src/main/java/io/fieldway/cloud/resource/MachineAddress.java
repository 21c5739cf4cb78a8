package io.fieldway.cloud.resource;

import io.fieldway.wire.Bytes;
import java.net.URI;
import java.util.Optional;

/// Where gateways find the machine server, as a join code says it.
public interface MachineAddress {
  /// The machine server's address for somebody who has reached the web listener by this host.
  URI seenFrom(String host);

  /// SHA-256 of the certificate that the machine server shows; empty where it shows none.
  Optional<Bytes> fingerprint();
}

package io.fieldway.node.access;

import io.fieldway.wire.Bytes;
import java.util.Optional;

/// What a client shows of itself in CONNECT and in its certificate.
///
/// @param certificateName the common name of a verified client certificate
/// @param loopback whether the connection comes from this machine
public record Credentials(
    String clientId,
    Optional<String> userName,
    Optional<Bytes> password,
    Optional<String> certificateName,
    boolean loopback) {}

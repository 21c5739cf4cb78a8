package io.fieldway.node.broker;

import java.util.Optional;

/// Where a connection comes from.
///
/// @param address the remote address, for people
/// @param loopback whether that is this machine
/// @param certificateName the common name of a verified client certificate
public record Origin(String address, boolean loopback, Optional<String> certificateName) {}

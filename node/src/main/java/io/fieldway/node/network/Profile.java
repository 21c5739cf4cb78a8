package io.fieldway.node.network;

import java.util.Set;

/// What a node tells of itself beside its links and its interest.
///
/// @param serviceAddress where clients connect, as `host:port`; empty where it does not say
public record Profile(String serviceAddress, Set<Role> roles) {
  /// A node that tells nothing.
  public static final Profile NONE = new Profile("", Set.of());

  static final int LONGEST_ADDRESS = 256;

  /// @throws IllegalArgumentException where the address is longer than 256 characters
  public Profile(String serviceAddress, Set<Role> roles) {
    if (serviceAddress.length() > LONGEST_ADDRESS) {
      throw new IllegalArgumentException(
          "a service address has at most " + LONGEST_ADDRESS + " characters");
    }
    this.serviceAddress = serviceAddress;
    this.roles = Set.copyOf(roles);
  }
}

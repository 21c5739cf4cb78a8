package io.fieldway.node.network;

import java.util.Optional;
import java.util.Set;

/// What a node tells of itself beside its links and its interest.
///
/// @param serviceAddress where clients connect, as `host:port`; of one that is carried on, where
///   its substitute has its links; empty where it does not say
public record Profile(String serviceAddress, Set<Role> roles) {
  /// A node that tells nothing.
  public static final Profile NONE = new Profile("", Set.of());

  static final int LONGEST_ADDRESS = 256;

  /// Of a node that is carried on by another one.
  ///
  /// @param link where that one has its links, as `host:port`
  public static Profile carriedAt(String link) {
    return new Profile(link, Set.of(Role.CARRIED));
  }

  /// Where the links of the node are that carries this one on; empty where none does.
  public Optional<String> carriedAt() {
    return roles.contains(Role.CARRIED) && !serviceAddress.isEmpty()
        ? Optional.of(serviceAddress)
        : Optional.empty();
  }

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

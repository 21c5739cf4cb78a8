package io.fieldway.cloud;

import java.net.InetSocketAddress;

/// The rule of every listener: beyond the loopback interface only with TLS, or on the operator's
/// word.
final class Listeners {
  private Listeners() {}

  /// @throws IllegalArgumentException where the address is open to others without TLS
  static void check(String option, InetSocketAddress address, CloudConfig config) {
    if (address.isUnresolved()) {
      throw new IllegalArgumentException(
          option + " names the host " + address.getHostString() + ", which cannot be found.");
    }
    if (!address.getAddress().isLoopbackAddress() && config.tls().isEmpty() && !config.insecure()) {
      throw new IllegalArgumentException(
          option
              + " "
              + shown(address)
              + " can be reached from other machines and has no TLS: give a certificate and key,"
              + " listen on 127.0.0.1, or say --insecure.");
    }
  }

  /// The sentence for a port that another program holds.
  static String taken(String option, InetSocketAddress address) {
    return "Port "
        + address.getPort()
        + " on "
        + address.getAddress().getHostAddress()
        + " is in use by another program; choose another with "
        + option
        + ".";
  }

  static String shown(InetSocketAddress address) {
    return address.getHostString() + ":" + address.getPort();
  }
}

package io.fieldway.cloud;

import java.net.InetSocketAddress;

/// What is said of listeners.
final class Listeners {
  private Listeners() {}

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

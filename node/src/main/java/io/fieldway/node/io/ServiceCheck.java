package io.fieldway.node.io;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;

/// Whether the addresses at which clients find another node could be served from this machine.
///
/// @param canTakeOver whether a command takes other machines' addresses over
record ServiceCheck(boolean canTakeOver) {
  /// Why they could not; empty where they could. Looks names up, and so blocks.
  Optional<String> fault(List<String> services) {
    return canTakeOver
        ? Optional.empty()
        : services.stream().filter(each -> !isLocal(each)).findFirst().map(ServiceCheck::why);
  }

  private static String why(String service) {
    return "the service address "
        + service
        + " is none of this machine's: set substitution.take-over to a command that takes it over,"
        + " or choose another substitute";
  }

  private static boolean isLocal(String service) {
    try {
      String host = URI.create(service).getHost();
      if (host == null) {
        return false;
      }
      InetAddress address = InetAddress.getByName(host);
      return address.isLoopbackAddress()
          || address.isAnyLocalAddress()
          || NetworkInterface.getByInetAddress(address) != null;
    } catch (IllegalArgumentException | UnknownHostException | SocketException e) {
      return false;
    }
  }
}

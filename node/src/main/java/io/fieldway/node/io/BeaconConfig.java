package io.fieldway.node.io;

import io.fieldway.node.network.BeaconBounds;
import io.fieldway.wire.config.Checked;
import io.fieldway.wire.config.Key;
import io.fieldway.wire.config.Problem;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Whether nodes of one mesh on one local network find each other.
public record BeaconConfig(
    @Key(
            "The multicast group and port where nodes call, such as 239.255.70.87:7070; where there"
                + " is none, they neither call nor listen.")
        Optional<InetSocketAddress> group,
    @Key("The network interface, such as eth0; where there is none, the system's own choice.")
        Optional<String> networkInterface,
    @Key("How often, and how much.") BeaconBounds bounds)
    implements Checked {
  /// Nobody calls.
  public static BeaconConfig defaults() {
    return new BeaconConfig(Optional.empty(), Optional.empty(), BeaconBounds.defaults());
  }

  public BeaconConfig withGroup(InetSocketAddress changed) {
    return new BeaconConfig(Optional.of(changed), networkInterface, bounds);
  }

  public BeaconConfig withInterface(String changed) {
    return new BeaconConfig(group, Optional.of(changed), bounds);
  }

  public BeaconConfig withBounds(BeaconBounds changed) {
    return new BeaconConfig(group, networkInterface, changed);
  }

  @Override
  public List<Problem> problems() {
    List<Problem> found = new ArrayList<>();
    group.ifPresent(address -> {
      boolean isGroup = address.getAddress() != null && address.getAddress().isMulticastAddress();
      if (!isGroup || address.getPort() == 0) {
        found.add(
            new Problem(
                "group",
                "expected a multicast address and a port, such as 239.255.70.87:7070, got "
                    + address.getHostString()
                    + ":"
                    + address.getPort()));
      }
    });
    if (!bounds.interval().isPositive()) {
      found.add(new Problem("bounds.interval", "expected a time, got " + bounds.interval()));
    }
    return found;
  }
}

package io.fieldway.node.broker;

import com.google.errorprone.annotations.Var;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/// What was sent to clients and not taken by their connections, against its bounds.
///
/// A client may have no more pending than is left of what all may have. So a few that do not read
/// share the memory with each other and never take the last of it, which is for those that do; and
/// the more is in use, the sooner a client counts as slow (Choudhury and Hahne, *Dynamic Queue
/// Length Thresholds for Shared-Memory Packet Switches*, 1998). Messages at QoS 0 are dropped then,
/// as MQTT allows, and what must not be dropped waits. Where this is not enough for a second, those
/// who read least are disconnected: their sessions keep what they have not acknowledged.
final class PendingOutput {
  private final long maximum;
  private final long maximumOfAll;

  /// Whether a client was refused for what others have pending.
  @Var private boolean refused;

  /// Whether too much was pending at the last look.
  @Var private boolean crowded;

  PendingOutput(BrokerConfig config) {
    this.maximum = config.maximumPendingBytes();
    this.maximumOfAll = config.maximumPendingBytesOfAll();
  }

  /// Whether more may be sent to a client.
  boolean hasRoom(Outbound outbound) {
    long pending = outbound.pendingBytes();
    if (pending > maximum) {
      return false;
    }
    long left = maximumOfAll - outbound.pendingBytesOfAll();
    if (pending <= left && left > 0) {
      return true;
    }
    refused = true;
    return false;
  }

  /// Whether clients were refused for what others have pending since this was asked last.
  boolean hasRefused() {
    boolean was = refused;
    refused = false;
    return was;
  }

  /// Looks, once a second, who has too much pending; answers whom to disconnect, the one with the
  /// most first: where more than seven eighths of what all may have were pending at this look and
  /// the one before, those without whom it would be three quarters.
  List<Client> tooSlow(Collection<Client> clients) {
    @Var long all = 0;
    for (Client client : clients) {
      all += client.pendingBytes();
    }
    boolean were = crowded;
    crowded = all > maximumOfAll - maximumOfAll / 8;
    if (!were || !crowded) {
      return List.of();
    }
    crowded = false;
    List<Client> most = new ArrayList<>(clients);
    most.sort(Comparator.comparingLong(Client::pendingBytes).reversed());
    @Var int count = 0;
    while (all > maximumOfAll - maximumOfAll / 4) {
      all -= most.get(count).pendingBytes();
      count++;
    }
    return most.subList(0, count);
  }
}

package io.fieldway.node.attach;

import io.fieldway.node.packet.ReasonCode;
import java.util.List;
import java.util.Map;

/// An attachment as people see it.
///
/// @param name the other broker's
/// @param takesIn whether this node, of those attached to it, takes in what comes from there
/// @param filters what is subscribed there
/// @param widened whether more filters were wanted than there may be
/// @param connects how often it was connected
/// @param sessionsLost how often the other broker had forgotten its session
/// @param in messages taken in
/// @param out messages published there
/// @param loopsStopped messages that had come from a mesh, and were not taken in
/// @param offeredAgain times that a message found no room here and was offered again
/// @param filtersRefused filters that were not granted
/// @param refusedIn messages that were not taken in, by reason
/// @param refusedOut messages that the other broker did not take, by reason
/// @param unacknowledged messages that the other broker has not acknowledged
public record AttachmentView(
    String name,
    boolean connected,
    boolean takesIn,
    List<String> filters,
    boolean widened,
    long connects,
    long sessionsLost,
    long in,
    long out,
    long loopsStopped,
    long offeredAgain,
    long filtersRefused,
    Map<ReasonCode, Long> refusedIn,
    Map<ReasonCode, Long> refusedOut,
    int unacknowledged) {
  public AttachmentView(
      String name,
      boolean connected,
      boolean takesIn,
      List<String> filters,
      boolean widened,
      long connects,
      long sessionsLost,
      long in,
      long out,
      long loopsStopped,
      long offeredAgain,
      long filtersRefused,
      Map<ReasonCode, Long> refusedIn,
      Map<ReasonCode, Long> refusedOut,
      int unacknowledged) {
    this.name = name;
    this.connected = connected;
    this.takesIn = takesIn;
    this.filters = List.copyOf(filters);
    this.widened = widened;
    this.connects = connects;
    this.sessionsLost = sessionsLost;
    this.in = in;
    this.out = out;
    this.loopsStopped = loopsStopped;
    this.offeredAgain = offeredAgain;
    this.filtersRefused = filtersRefused;
    this.refusedIn = Map.copyOf(refusedIn);
    this.refusedOut = Map.copyOf(refusedOut);
    this.unacknowledged = unacknowledged;
  }

  /// Messages that were not taken in, for whatever reason.
  public long refusedInAll() {
    return refusedIn.values().stream().mapToLong(Long::longValue).sum();
  }

  /// Messages that the other broker did not take, for whatever reason.
  public long refusedOutAll() {
    return refusedOut.values().stream().mapToLong(Long::longValue).sum();
  }
}

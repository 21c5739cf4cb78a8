package io.fieldway.node.copy;

import io.fieldway.wire.Bytes;
import java.util.List;

/// A copy of another node that is held here.
///
/// @param isWhole whether the node could be carried on from it
/// @param bytes its size on disk
/// @param isConnected whether the node is still connected
/// @param closedAtMillis when the last connection ended; 0 where none did since this node is up
/// @param lastWordSentAtMillis no later than then the node was told anything that its lease could
///   count from; 0 where nothing was since this node is up
/// @param services where clients find the node
/// @param word that this node may speak for it; empty where nobody needs one
/// @param isReleased whether the node has given itself away
/// @param isTaken whether the node was carried on from it here
public record HeldCopy(
    String node,
    boolean isWhole,
    long bytes,
    boolean isConnected,
    long closedAtMillis,
    long lastWordSentAtMillis,
    List<String> services,
    Bytes word,
    boolean isReleased,
    boolean isTaken) {
  public HeldCopy(
      String node,
      boolean isWhole,
      long bytes,
      boolean isConnected,
      long closedAtMillis,
      long lastWordSentAtMillis,
      List<String> services,
      Bytes word,
      boolean isReleased,
      boolean isTaken) {
    this.node = node;
    this.isWhole = isWhole;
    this.bytes = bytes;
    this.isConnected = isConnected;
    this.closedAtMillis = closedAtMillis;
    this.lastWordSentAtMillis = lastWordSentAtMillis;
    this.services = List.copyOf(services);
    this.word = word;
    this.isReleased = isReleased;
    this.isTaken = isTaken;
  }
}

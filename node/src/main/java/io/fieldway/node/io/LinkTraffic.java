package io.fieldway.node.io;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.link.LinkEnd;

/// What has come and gone on all links of a node. Belongs to the broker's event loop.
final class LinkTraffic {
  final Traffic connections = new Traffic();
  @Var long dialled;
  @Var long undialled;
  final LinkRefusals refusals = new LinkRefusals();
  @Var long joined;
  @Var long joinsRefused;
  @Var long joinsUnread;
  @Var long beaconsFollowed;
  @Var long beaconsRefused;
  @Var long refused;
  @Var long turnedAway;
  @Var long late;
  @Var long breaches;
  @Var long silent;
  @Var long lost;
  @Var long helloMisses;

  void ended(LinkEnd.Kind kind) {
    switch (kind) {
      case REFUSED -> refused++;
      case TURNED_AWAY -> turnedAway++;
      case LATE -> late++;
      case BREACH -> breaches++;
      case SILENT -> silent++;
      case LOST -> lost++;
      case LEFT, CLOSED -> {}
    }
  }

  /// The counts, with what is counted of links that are open.
  LinkCounts counts(long up, long openMisses) {
    return new LinkCounts(
        connections.open,
        up,
        dialled,
        undialled,
        connections.accepted,
        connections.refusedTooMany,
        connections.refusedHandshake,
        joined,
        joinsRefused,
        joinsUnread,
        beaconsFollowed,
        beaconsRefused,
        refused,
        turnedAway,
        late,
        breaches,
        silent,
        lost,
        connections.failed,
        helloMisses + openMisses,
        connections.bytesIn,
        connections.bytesOut);
  }
}

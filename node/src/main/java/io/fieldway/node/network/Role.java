package io.fieldway.node.network;

/// What a node is to the mesh besides being a node.
public enum Role {
  /// It reaches the platform.
  UPLINK(1),
  /// Devices publish here.
  EDGE(2),
  /// Its substitute carries it on; its service address is then where that one has its links.
  CARRIED(4);

  private final int bit;

  Role(int bit) {
    this.bit = bit;
  }

  /// Its place in the number that stands for a set of roles. Other places are passed over.
  int bit() {
    return bit;
  }
}

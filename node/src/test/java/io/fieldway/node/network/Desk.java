package io.fieldway.node.network;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.network.ControlMessage.Delta;
import io.fieldway.node.network.ControlMessage.Digest;
import io.fieldway.node.network.ControlMessage.LinkState;
import io.fieldway.node.network.ControlMessage.Whole;
import io.fieldway.wire.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// The node `a` alone, and whatever a test makes its neighbours say.
final class Desk {
  static final long START = 1_800_000_000_000L;

  record Said(String to, ControlMessage what) {}

  final Station a;
  final List<Said> said = new ArrayList<>();
  @Var long now = START;

  Desk(RoutingConfig config) {
    this(config, new Sealed("a"));
  }

  Desk(RoutingConfig config, Signatures signatures) {
    a =
        new Station(
            "a",
            10,
            config,
            signatures,
            new Disk(),
            Map.of(),
            Set.of("own/#"),
            (to, control) -> said.add(new Said(to, ControlForm.read(control))),
            START);
  }

  /// A neighbour comes that knows nothing.
  void up(String neighbour) throws InvalidControlException {
    a.network.linkUp(neighbour, 1, now);
    says(neighbour, new Digest("", "", List.of()));
  }

  void says(String neighbour, ControlMessage message) throws InvalidControlException {
    says(neighbour, ControlForm.write(message));
  }

  void says(String neighbour, Bytes control) throws InvalidControlException {
    try {
      a.network.received(neighbour, control, now);
    } finally {
      a.check();
    }
  }

  /// What was said since this was asked last.
  List<Said> said() {
    List<Said> all = List.copyOf(said);
    said.clear();
    return all;
  }

  void waits(long millis) {
    now += millis;
    a.network.tick(now);
    a.check();
  }

  /// The links of a node, as it signs them.
  static LinkState links(String node, Stamp stamp, Map<String, Integer> links) {
    return links(node, stamp, links, List.of());
  }

  /// The links of a node, with what may cross them, as it signs them.
  static LinkState links(
      String node, Stamp stamp, Map<String, Integer> links, List<LinkFilter> filters) {
    SortedMap<String, Integer> sorted = new TreeMap<>(links);
    Advert advert = new Advert(node, stamp, sorted, Profile.NONE, filters);
    return new LinkState(sealed(node, advert.write()), 0);
  }

  /// The whole interest of a node, as it signs it.
  static Whole whole(String node, Stamp stamp, List<String> filters) {
    return new Whole(head(node, stamp, filters), filters, true);
  }

  /// A change of an interest to these filters.
  static Delta delta(
      String node,
      Stamp base,
      Stamp stamp,
      List<String> filters,
      List<String> added,
      List<String> removed) {
    return new Delta(head(node, stamp, filters), base, added, removed);
  }

  static Signed head(String node, Stamp stamp, List<String> filters) {
    FilterSet set = new FilterSet();
    filters.forEach(filter -> set.put(filter, FilterSet.UNKEPT));
    return sealed(node, new InterestHead(node, stamp, set.root()).write());
  }

  static Signed sealed(String node, Bytes content) {
    return new Signed(content, new Sealed(node).sign(content));
  }

  static Stamp stamp(long epoch, long number) {
    return new Stamp(epoch, number);
  }
}

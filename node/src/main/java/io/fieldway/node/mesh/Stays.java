package io.fieldway.node.mesh;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Counts what is at this node of one topic, and why.
final class Stays {
  private record Group(String destination, String why) {}

  private final String topic;
  private final Map<Group, Long> groups = new LinkedHashMap<>();

  private Stays(String topic) {
    this.topic = topic;
  }

  static List<Stay> of(String topic, Forwarder forwarder, Source source, Destination destination) {
    Stays stays = new Stays(topic);
    forwarder.forEachWaiting(leg -> stays.add(leg, forwarder.why(leg)));
    forwarder
        .passages()
        .forEach((peer, passage) ->
            passage.forEach(leg -> stays.add(leg, "the link to " + peer + " has it")));
    for (OutgoingStream stream : source.streams()) {
      stream.forEach(leg -> {
        switch (leg.stage) {
          case BACKLOG -> stays.add(leg, "it waits for the disk, or for those before it");
          case PASSED -> stays.add(leg, "it has left, and is not confirmed");
          case WAITING, QUEUED, HELD, DONE -> {}
        }
      });
    }
    for (IncomingStream stream : destination.streams()) {
      boolean isNext = stream.next() != null;
      stream.forEach(leg -> stays.add(leg, isNext ? Stay.NO_SESSION_ROOM : Stay.EARLIER_MISSING));
    }
    return stays.all();
  }

  private void add(Leg leg, String why) {
    if (leg.stage != Leg.Stage.DONE && leg.transit.message.topic().equals(topic)) {
      groups.merge(new Group(leg.node(), why), 1L, Long::sum);
    }
  }

  private List<Stay> all() {
    List<Stay> all = new ArrayList<>(groups.size());
    groups.forEach((group, count) -> all.add(new Stay(group.destination, group.why, count)));
    return all;
  }
}

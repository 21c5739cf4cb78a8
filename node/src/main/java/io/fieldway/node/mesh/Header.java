package io.fieldway.node.mesh;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.broker.Addressee;
import io.fieldway.node.link.Self;
import io.fieldway.node.packet.Properties;
import io.fieldway.node.packet.Property;
import io.fieldway.node.packet.QoS;
import io.fieldway.node.packet.UserProperty;
import io.fieldway.wire.Bytes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What a message between nodes says of its way, in one user property that anybody can read: `6
/// 1763800000 62 1 0 2:117:110 5:44:44-` came from node 6 and its disk 1763800000, may pass 62 more
/// nodes, was published at QoS 1, and is the 117th for node 2, which has confirmed all before the
/// 110th, and the 44th for node 5, for no session that subscribed for itself. Shared subscriptions
/// stand in a property each, behind the node whose session is to have it. All of these come after
/// the message's own properties, so that a client may use the same names for its own.
///
/// @param time when a retained message was published, in milliseconds since the epoch by its
///   origin's clock; 0 for others
record Header(
    String origin, long incarnation, int hops, QoS qos, long time, List<Destination> destinations) {
  /// @param sequence 0 at QoS 0
  record Destination(Addressee addressee, long sequence, long low) {}

  private static final String NAME = "fieldway";
  private static final String SHARED = "fieldway-shared";
  private static final int MOST_DESTINATIONS = 10_000;

  Header(
      String origin,
      long incarnation,
      int hops,
      QoS qos,
      long time,
      List<Destination> destinations) {
    this.origin = origin;
    this.incarnation = incarnation;
    this.hops = hops;
    this.qos = qos;
    this.time = time;
    this.destinations = List.copyOf(destinations);
  }

  /// The properties of a message with the header of a copy of it for these.
  ///
  /// @param expiry seconds until the message expires, -1 where it does not
  static Properties write(Transit transit, int hops, List<Leg> legs, long expiry) {
    StringBuilder text = new StringBuilder(64);
    text.append(transit.origin)
        .append(' ')
        .append(transit.incarnation)
        .append(' ')
        .append(hops)
        .append(' ')
        .append(transit.message.qos().number())
        .append(' ')
        .append(transit.message.retain() ? transit.message.time() : 0);
    for (int i = 0; i < legs.size(); i++) {
      Leg leg = legs.get(i);
      text.append(' ')
          .append(leg.node())
          .append(':')
          .append(leg.sequence)
          .append(':')
          .append(leg.low);
      if (!leg.destination.plain()) {
        text.append('-');
      }
    }
    Properties.Builder all = transit.message.properties().toBuilder();
    if (expiry >= 0) {
      all.put(Property.MESSAGE_EXPIRY_INTERVAL, expiry);
    }
    all.user(NAME, text.toString());
    for (int i = 0; i < legs.size(); i++) {
      Addressee addressee = legs.get(i).destination;
      addressee.groups().forEach(group -> all.user(SHARED, addressee.node() + ' ' + group));
    }
    return all.build();
  }

  /// The properties of the message itself.
  static Properties strip(Properties properties) {
    int own = count(properties) - 1;
    int[] seen = new int[1];
    Properties.Builder rest = Properties.builder();
    properties.forEach((property, value) -> {
      switch (value) {
        case UserProperty(String name, String text) -> {
          seen[0] += name.equals(NAME) ? 1 : 0;
          if (seen[0] <= own) {
            rest.user(name, text);
          }
        }
        case Long number -> {
          if (property != Property.MESSAGE_EXPIRY_INTERVAL) {
            rest.put(property, number);
          }
        }
        case String text -> rest.put(property, text);
        case Bytes bytes -> rest.put(property, bytes);
        default -> throw new IllegalStateException("no property is a " + value.getClass());
      }
    });
    return rest.build();
  }

  /// Reads the header of a message.
  ///
  /// @throws InvalidHeaderException where there is none, or it says what cannot be
  static Header read(Properties properties) throws InvalidHeaderException {
    List<String> texts = new ArrayList<>(1);
    List<String> shared = new ArrayList<>(0);
    properties.forEach((property, value) -> {
      if (value instanceof UserProperty(String name, String text)) {
        if (name.equals(NAME)) {
          texts.add(text);
          shared.clear();
        } else if (name.equals(SHARED)) {
          shared.add(text);
        }
      }
    });
    if (texts.isEmpty()) {
      throw new InvalidHeaderException("expected a user property " + NAME);
    }
    try {
      return new Words(texts.getLast()).header(groups(shared));
    } catch (NumberFormatException e) {
      throw new InvalidHeaderException("expected numbers in the header");
    }
  }

  /// How many user properties have the header's name: the last one is the header.
  private static int count(Properties properties) {
    int[] count = new int[1];
    properties.forEach((property, value) -> {
      if (value instanceof UserProperty user && user.name().equals(NAME)) {
        count[0]++;
      }
    });
    return count[0];
  }

  private static Map<String, List<String>> groups(List<String> shared)
      throws InvalidHeaderException {
    if (shared.isEmpty()) {
      return Map.of();
    }
    Map<String, List<String>> groups = new HashMap<>();
    for (String each : shared) {
      int space = each.indexOf(' ');
      if (space < 1) {
        throw new InvalidHeaderException("expected a node and a shared subscription");
      }
      groups
          .computeIfAbsent(each.substring(0, space), node -> new ArrayList<>(1))
          .add(each.substring(space + 1));
    }
    return groups;
  }

  /// The words of a header, one after the other.
  private static final class Words {
    private final String text;
    @Var private int at;

    Words(String text) {
      this.text = text;
    }

    Header header(Map<String, List<String>> groups) throws InvalidHeaderException {
      String origin = node(' ');
      long incarnation = number(' ');
      long hops = number(' ');
      long qos = number(' ');
      long time = number(' ');
      if (incarnation < 0 || hops < 0 || hops > 255 || qos < 0 || qos > 2 || time < 0) {
        throw new InvalidHeaderException("expected a header, got numbers out of their range");
      }
      List<Destination> destinations = new ArrayList<>(2);
      while (at <= text.length()) {
        destinations.add(destination(qos == 0, groups));
        if (destinations.size() > MOST_DESTINATIONS) {
          throw new InvalidHeaderException("too many destinations");
        }
      }
      return new Header(origin, incarnation, (int) hops, QoS.of((int) qos), time, destinations);
    }

    private Destination destination(boolean unnumbered, Map<String, List<String>> groups)
        throws InvalidHeaderException {
      String node = node(':');
      long sequence = number(':');
      int end = end(' ');
      boolean plain = text.charAt(end - 1) != '-';
      long low = Long.parseLong(text, at, plain ? end : end - 1, 10);
      at = end + 1;
      if (unnumbered ? sequence != 0 : low < 1 || sequence < low) {
        throw new InvalidHeaderException("expected a number in the stream, got " + sequence);
      }
      return new Destination(
          new Addressee(node, plain, groups.getOrDefault(node, List.of())), sequence, low);
    }

    private String node(char stop) throws InvalidHeaderException {
      int end = end(stop);
      String name = text.substring(at, end);
      at = end + 1;
      if (!Self.isName(name)) {
        throw new InvalidHeaderException("expected the name of a node");
      }
      return name;
    }

    private long number(char stop) throws InvalidHeaderException {
      int end = end(stop);
      long number = Long.parseLong(text, at, end, 10);
      at = end + 1;
      return number;
    }

    /// Where the word ends, which is not empty.
    private int end(char stop) throws InvalidHeaderException {
      int found = text.indexOf(stop, at);
      int end = found < 0 && stop == ' ' ? text.length() : found;
      if (end <= at) {
        throw new InvalidHeaderException("the header ends early");
      }
      return end;
    }
  }
}

package io.fieldway.node.kept;

import io.fieldway.node.packet.Properties;
import io.fieldway.node.packet.QoS;
import io.fieldway.node.packet.Subscription;
import io.fieldway.node.packet.Will;
import io.fieldway.wire.Bytes;
import java.util.List;
import java.util.Optional;

/// A value of the journal. Values name each other by their keys; a time is in milliseconds since
/// the epoch, [#NEVER] where it does not come.
public sealed interface Kept {
  long NEVER = Long.MAX_VALUE;

  /// What a broker keeps for its own clients.
  sealed interface OfBroker extends Kept {}

  /// A session (MQTT 5 §4.1).
  ///
  /// @param expirySeconds its session expiry interval
  /// @param endsAt when it ends unless its client comes back; [#NEVER] while it is connected
  /// @param user who owns it
  /// @param will what is to be published when its client is lost
  record KeptSession(
      String clientId, long expirySeconds, long endsAt, Optional<String> user, Optional<Will> will)
      implements OfBroker {}

  /// A subscription of a session.
  ///
  /// @param identifier the subscription identifier, 0 where none was given
  record KeptSubscription(long session, Subscription subscription, int identifier)
      implements OfBroker {}

  /// A message that someone is still to have.
  ///
  /// @param properties as published, without the message expiry interval and the topic alias
  record KeptMessage(String topic, Bytes payload, QoS qos, long expiresAt, Properties properties)
      implements OfBroker {}

  /// That a session is to have a message. The order of keys is the order of delivery.
  ///
  /// @param packetId 0 while it was not sent
  /// @param released whether PUBREC has come
  /// @param group the shared subscription it was chosen by, empty where by none
  record KeptDelivery(
      long session,
      long message,
      QoS qos,
      boolean retain,
      List<Integer> identifiers,
      int packetId,
      boolean released,
      String group)
      implements OfBroker {
    public KeptDelivery(
        long session,
        long message,
        QoS qos,
        boolean retain,
        List<Integer> identifiers,
        int packetId,
        boolean released,
        String group) {
      this.session = session;
      this.message = message;
      this.qos = qos;
      this.retain = retain;
      this.identifiers = List.copyOf(identifiers);
      this.packetId = packetId;
      this.released = released;
      this.group = group;
    }
  }

  /// That a message with this packet id has come from a client at QoS 2 and PUBREL has not.
  record KeptArrival(long session, int packetId) implements OfBroker {}

  /// That a message is its topic's retained one.
  ///
  /// @param time when it was published, by the clock of its origin
  /// @param origin the node where it was, empty where that was alone
  record KeptRetained(long message, long time, String origin) implements OfBroker {}

  /// That a topic's retained message was removed.
  ///
  /// @param time when it was, by the clock of the origin
  /// @param origin the node where it was
  record KeptRemoval(String topic, long time, String origin) implements OfBroker {}

  /// That a message is kept for those who subscribe later. The order of keys is the order of
  /// coming.
  ///
  /// @param at when it came
  /// @param time when it was published, where that was to be retained, by the clock of its origin;
  ///   0 of others
  /// @param origin the node where it was, if it was to be retained
  /// @param publisher the client id of who published it here, empty where that was another node
  record KeptHistory(long message, long at, long time, String origin, String publisher)
      implements OfBroker {}

  /// What a node keeps of messages between nodes.
  sealed interface OfMesh extends Kept {}

  /// Which life of which disk a node is in.
  record KeptIdentity(long incarnation, long epoch) implements OfMesh {}

  /// Which controller the node obeys, and in which term.
  record KeptGrant(String controller, long term) implements OfMesh {}

  /// A message on its way.
  ///
  /// @param origin the node where it was published
  /// @param incarnation which disk of that node counted it
  /// @param time when it was published, where it is to be retained
  record KeptTransit(
      String origin,
      long incarnation,
      String topic,
      Bytes payload,
      QoS qos,
      boolean retain,
      Properties properties,
      long expiresAt,
      long time,
      List<Bound> bounds)
      implements OfMesh {
    public KeptTransit(
        String origin,
        long incarnation,
        String topic,
        Bytes payload,
        QoS qos,
        boolean retain,
        Properties properties,
        long expiresAt,
        long time,
        List<Bound> bounds) {
      this.origin = origin;
      this.incarnation = incarnation;
      this.topic = topic;
      this.payload = payload;
      this.qos = qos;
      this.retain = retain;
      this.properties = properties;
      this.expiresAt = expiresAt;
      this.time = time;
      this.bounds = List.copyOf(bounds);
    }
  }

  /// One destination of a message on its way.
  ///
  /// @param sequence its place in the stream to that node
  /// @param low what was confirmed of the stream when the message left its source
  /// @param plain whether it is for sessions that subscribed for themselves
  /// @param groups shared subscriptions it is for
  record Bound(String node, long sequence, long low, boolean plain, List<String> groups) {
    public Bound(String node, long sequence, long low, boolean plain, List<String> groups) {
      this.node = node;
      this.sequence = sequence;
      this.low = low;
      this.plain = plain;
      this.groups = List.copyOf(groups);
    }
  }

  /// Up to which number the messages to a node may have been numbered.
  record KeptOutgoing(String node, long last) implements OfMesh {}

  /// How far the messages from a node were delivered.
  record KeptIncoming(String origin, long incarnation, long delivered) implements OfMesh {}

  /// What a node knows of the others of its mesh.
  sealed interface OfNetwork extends Kept {}

  /// The state of a node's links, in the bytes that it has signed.
  ///
  /// @param unreachableSince when it was reached last; [#NEVER] while it can be
  record KeptAdvert(Bytes advert, Bytes signature, long unreachableSince) implements OfNetwork {}

  /// That a node has a filter in its interest.
  record KeptInterest(String node, String filter) implements OfNetwork {}

  /// Which interest a node has told, in the bytes that it has signed: its version and the digest of
  /// its filters.
  record KeptInterestVersion(Bytes head, Bytes signature) implements OfNetwork {}
}

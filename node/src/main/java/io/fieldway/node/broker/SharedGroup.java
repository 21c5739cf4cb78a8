package io.fieldway.node.broker;

import com.google.errorprone.annotations.Var;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The sessions that share one subscription (MQTT 5 §4.8.2). Each message goes to one of them, in
/// turn: first to who can take it at once, then to who is connected, then to whose queue has room.
final class SharedGroup implements Interest {
  private final String name;
  private final String filter;
  private final List<Subscribed> members = new ArrayList<>();

  /// Other nodes whose sessions share the subscription.
  private final Set<String> nodes = new LinkedHashSet<>(0);

  /// The client id of the attachment whose subscription it is; empty where it is none's.
  private final String attachment;

  @Var private int turn;

  SharedGroup(String name, String filter) {
    this.name = name;
    this.filter = filter;
    this.attachment = Attachments.isShared(name) ? Attachments.shareName(name) : "";
  }

  /// Whether the message comes from the very broker that the attachment would bring it to: No
  /// Local, across nodes.
  boolean isSource(@Nullable Session publisher) {
    return publisher != null && !attachment.isEmpty() && attachment.equals(publisher.clientId);
  }

  /// The whole text, `$share/name/filter`.
  String name() {
    return name;
  }

  String filter() {
    return filter;
  }

  boolean isEmpty() {
    return members.isEmpty() && nodes.isEmpty();
  }

  void add(String node) {
    nodes.add(node);
  }

  void remove(String node) {
    nodes.remove(node);
  }

  Set<String> nodes() {
    return nodes;
  }

  /// One of the other nodes, though it may be out of reach.
  Optional<String> anyNode() {
    return nodes.stream().min(Comparator.naturalOrder());
  }

  void add(Subscribed member) {
    members.add(member);
  }

  void remove(Subscribed member) {
    members.remove(member);
  }

  /// Whether one of its sessions here is connected.
  boolean hasConnected() {
    for (int i = 0; i < members.size(); i++) {
      if (members.get(i).session.isConnected()) {
        return true;
      }
    }
    return false;
  }

  /// Whose turn it is for the next message: one without room only where none has it.
  @Nullable Subscribed choose() {
    Subscribed chosen = chooseInstead(null);
    return chosen != null ? chosen : next(null, session -> true);
  }

  /// Whose turn it is for a message that a member did not get to have; null where no other has
  /// room.
  @Nullable Subscribed chooseInstead(@Nullable Session former) {
    Subscribed chosen = chooseConnected(former);
    return chosen != null ? chosen : next(former, session -> session.outgoing.hasRoom());
  }

  /// The same among those that are connected.
  @Nullable Subscribed chooseConnected(@Nullable Session former) {
    Subscribed chosen = next(former, session -> session.outgoing.sendsNow());
    return chosen != null
        ? chosen
        : next(former, session -> session.isConnected() && session.outgoing.hasRoom());
  }

  private @Nullable Subscribed next(@Nullable Session except, Predicate<Session> fit) {
    for (@Var int i = 0; i < members.size(); i++) {
      int place = Math.floorMod(turn + i, members.size());
      Subscribed member = members.get(place);
      if (member.session != except && fit.test(member.session)) {
        turn = place + 1;
        return member;
      }
    }
    return null;
  }
}

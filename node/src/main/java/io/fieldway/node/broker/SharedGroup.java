package io.fieldway.node.broker;

import com.google.errorprone.annotations.Var;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The sessions that share one subscription (MQTT 5 §4.8.2). Each message goes to one of them, in
/// turn: first to who can take it at once, then to who is connected, then to whose queue has room.
final class SharedGroup implements Interest {
  private final String name;
  private final String filter;
  private final List<Subscribed> members = new ArrayList<>();
  @Var private int turn;

  SharedGroup(String name, String filter) {
    this.name = name;
    this.filter = filter;
  }

  /// The whole text, `$share/name/filter`.
  String name() {
    return name;
  }

  String filter() {
    return filter;
  }

  boolean isEmpty() {
    return members.isEmpty();
  }

  void add(Subscribed member) {
    members.add(member);
  }

  void remove(Subscribed member) {
    members.remove(member);
  }

  /// Whether a member other than this one is connected.
  boolean isConnectedBesides(Session session) {
    return members.stream()
        .anyMatch(member -> member.session != session && member.session.isConnected());
  }

  /// Whose turn it is for the next message.
  ///
  /// @param except a session that may not have it, where there is one
  @Nullable Subscribed choose(@Nullable Session except) {
    @Var Subscribed chosen = next(except, session -> session.outgoing.sendsNow());
    if (chosen == null) {
      chosen = next(except, session -> session.isConnected() && session.outgoing.hasRoom());
    }
    if (chosen == null) {
      chosen = next(except, session -> session.outgoing.hasRoom());
    }
    return chosen != null ? chosen : next(except, session -> true);
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

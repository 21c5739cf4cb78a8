package io.fieldway.node.attach;

import io.fieldway.routing.topic.TopicLimits;
import io.fieldway.wire.Bytes;
import java.util.List;
import java.util.Optional;

/// What an attachment is to do, and its bounds.
///
/// @param name the other broker's, of the characters that the name of a node may have
/// @param foreignId its client id there
/// @param mark who publishes there, written on every message: mesh and node
/// @param in bounds of what is taken in; no two overlap
/// @param follow whether only what is wanted here is taken in
/// @param out what is published there; no two overlap
/// @param receiveMaximum messages at QoS 1 and 2 that the other broker may have unacknowledged
/// @param maximumPacketSize bytes of the largest packet that is taken in
/// @param limits of topics here
/// @param maximumFilters of subscriptions there; where more are wanted, the bounds are subscribed
/// @param offerMillis how long a message that finds no room here is offered again
/// @param connectMillis how long the other broker may take for CONNACK, and other answers
public record Terms(
    String name,
    String foreignId,
    String mark,
    List<String> in,
    boolean follow,
    List<String> out,
    int keepAliveSeconds,
    long sessionExpirySeconds,
    Optional<String> userName,
    Optional<Bytes> password,
    int receiveMaximum,
    int maximumPacketSize,
    TopicLimits limits,
    int maximumFilters,
    long offerMillis,
    long connectMillis) {
  public Terms(
      String name,
      String foreignId,
      String mark,
      List<String> in,
      boolean follow,
      List<String> out,
      int keepAliveSeconds,
      long sessionExpirySeconds,
      Optional<String> userName,
      Optional<Bytes> password,
      int receiveMaximum,
      int maximumPacketSize,
      TopicLimits limits,
      int maximumFilters,
      long offerMillis,
      long connectMillis) {
    this.name = name;
    this.foreignId = foreignId;
    this.mark = mark;
    this.in = List.copyOf(in);
    this.follow = follow;
    this.out = List.copyOf(out);
    this.keepAliveSeconds = keepAliveSeconds;
    this.sessionExpirySeconds = sessionExpirySeconds;
    this.userName = userName;
    this.password = password;
    this.receiveMaximum = receiveMaximum;
    this.maximumPacketSize = maximumPacketSize;
    this.limits = limits;
    this.maximumFilters = maximumFilters;
    this.offerMillis = offerMillis;
    this.connectMillis = connectMillis;
  }
}

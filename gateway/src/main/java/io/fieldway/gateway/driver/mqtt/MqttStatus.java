package io.fieldway.gateway.driver.mqtt;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/// The driver at one moment; counts are since its start.
///
/// @param connected whether the broker is there and has the subscriptions
/// @param present devices that are there
/// @param connections how often the broker accepted
/// @param sessionsLost of these, how often it had forgotten a session it was to keep: what was
///   published in between is lost
/// @param messages that came
/// @param unacknowledged readings that wait for the disk
/// @param acknowledged readings on disk
/// @param givenUp connections ended so that the broker delivers again, as when the disk is full
/// @param instructions published
/// @param settings desired values published
/// @param unpublished instructions and desired values that found no broker; they go out when the
///   device is heard next
/// @param refusals what was not taken, or not as it came, by reason
public record MqttStatus(
    boolean connected,
    int present,
    long connections,
    long sessionsLost,
    long messages,
    long unacknowledged,
    long acknowledged,
    long givenUp,
    long instructions,
    long settings,
    long unpublished,
    Map<MqttRefusal, Long> refusals) {
  public MqttStatus(
      boolean connected,
      int present,
      long connections,
      long sessionsLost,
      long messages,
      long unacknowledged,
      long acknowledged,
      long givenUp,
      long instructions,
      long settings,
      long unpublished,
      Map<MqttRefusal, Long> refusals) {
    this.connected = connected;
    this.present = present;
    this.connections = connections;
    this.sessionsLost = sessionsLost;
    this.messages = messages;
    this.unacknowledged = unacknowledged;
    this.acknowledged = acknowledged;
    this.givenUp = givenUp;
    this.instructions = instructions;
    this.settings = settings;
    this.unpublished = unpublished;
    Map<MqttRefusal, Long> copy = new EnumMap<>(MqttRefusal.class);
    copy.putAll(refusals);
    this.refusals = Collections.unmodifiableMap(copy);
  }
}

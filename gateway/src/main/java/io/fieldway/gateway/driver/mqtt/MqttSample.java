package io.fieldway.gateway.driver.mqtt;

import io.fieldway.gateway.driver.Decoded;
import io.fieldway.wire.Bytes;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Reads a sample message by rules.
public final class MqttSample {
  private MqttSample() {}

  /// The topic on which a device publishes by the first rule.
  public static String topic(List<MqttRule> rules, String device) {
    return rules.getFirst().telemetry().topicOf(device);
  }

  /// What the message says.
  public static Decoded read(List<MqttRule> rules, String topic, Bytes payload, Instant now) {
    Mapping.Message message = new Mapping.Message(topic, payload, Optional.empty());
    return switch (new Mapping(rules).read(message, now)) {
      case Mapped.Measured measured ->
          new Decoded(
              measured.device(),
              measured
                  .count()
                  .map(each -> OptionalLong.of(each.seq()))
                  .orElse(OptionalLong.empty()),
              measured.at(),
              measured.values(),
              measured.flaws().stream().map(each -> text(each)).toList());
      case Mapped.Declared declared ->
          Decoded.nothing(
              declared.device(),
              now,
              "no reading: it says that the device is "
                  + (declared.online() ? "on" : "off")
                  + "line");
      case Mapped.Answered answered ->
          Decoded.nothing(
              answered.device(),
              now,
              "no reading: it is the result of the instruction " + answered.result().instruction());
      case Mapped.Told told ->
          Decoded.nothing(
              told.device(), now, "no reading: it says what is set at " + told.device());
      case Mapped.Refused refused -> Decoded.nothing("device", now, text(refused));
    };
  }

  private static String text(Mapped.Refused refused) {
    return refused.reason().word() + ": " + refused.sentence();
  }
}

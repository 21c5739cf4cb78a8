package io.fieldway.gateway.driver.mqtt;

import io.fieldway.wire.device.DeviceLine;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// What a message says.
sealed interface Mapped {

  /// What the device measured.
  ///
  /// @param count the device's own count; empty where it does not count
  /// @param values at least one
  /// @param flaws what was left out or replaced
  record Measured(
      MqttRule rule,
      String device,
      Optional<Count> count,
      Instant at,
      Map<String, JsonNode> values,
      List<Refused> flaws)
      implements Mapped {
    public Measured(
        MqttRule rule,
        String device,
        Optional<Count> count,
        Instant at,
        Map<String, JsonNode> values,
        List<Refused> flaws) {
      this.rule = rule;
      this.device = device;
      this.count = count;
      this.at = at;
      this.values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
      this.flaws = List.copyOf(flaws);
    }
  }

  /// A place in a device's count.
  ///
  /// @param session the run of the count
  record Count(String session, long seq) {}

  /// The device, or its will, says whether it is there.
  record Declared(MqttRule rule, String device, boolean online) implements Mapped {}

  /// What became of an instruction.
  record Answered(MqttRule rule, String device, DeviceLine.Result result) implements Mapped {}

  /// What is set at the device.
  record Told(MqttRule rule, String device, DeviceLine.Reported reported) implements Mapped {}

  /// Nothing that can be used.
  ///
  /// @param sentence where, what was expected and what kind of thing came; nothing of the payload
  record Refused(MqttRefusal reason, String sentence) implements Mapped {}
}

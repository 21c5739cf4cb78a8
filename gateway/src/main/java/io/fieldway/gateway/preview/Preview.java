package io.fieldway.gateway.preview;

import io.fieldway.gateway.adapt.Adaptation;
import io.fieldway.gateway.driver.Decoded;
import io.fieldway.gateway.driver.modbus.ModbusSample;
import io.fieldway.gateway.driver.mqtt.MqttRule;
import io.fieldway.gateway.driver.mqtt.MqttSample;
import io.fieldway.gateway.driver.tcp.TcpSample;
import io.fieldway.gateway.push.BodySample;
import io.fieldway.wire.Bytes;
import io.fieldway.wire.device.DeviceLine;
import io.fieldway.wire.device.GatewayLine.Quarantined;
import io.fieldway.wire.model.ThingModel;
import io.fieldway.wire.telemetry.Entry;
import io.fieldway.wire.telemetry.Point;
import io.fieldway.wire.telemetry.SenMl;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// Samples as the gateway would store them.
public record Preview(List<Reading> readings) {
  /// The protocol of a sample.
  public enum Protocol {
    TCP,
    MQTT,
    HTTP,
    COAP,
    MODBUS
  }

  /// One reading.
  ///
  /// @param taken what the model takes
  /// @param quarantined what it refuses, with its value
  public record Reading(Decoded decoded, List<Point> taken, List<Refused> quarantined) {
    public Reading(Decoded decoded, List<Point> taken, List<Refused> quarantined) {
      this.decoded = decoded;
      this.taken = List.copyOf(taken);
      this.quarantined = List.copyOf(quarantined);
    }
  }

  /// A value in quarantine.
  public record Refused(Point point, String reason) {}

  public Preview(List<Reading> readings) {
    this.readings = List.copyOf(readings);
  }

  /// Reads a sample.
  ///
  /// @param device the device's id where the sample does not name it
  /// @param rules how MQTT is read
  /// @param topic where an MQTT message came; empty for that of the first rule
  /// @throws io.fieldway.wire.MalformedException where the model's mapping or forms are none
  public static Preview of(
      ThingModel model,
      Protocol protocol,
      String device,
      List<MqttRule> rules,
      String topic,
      Bytes sample,
      Instant now) {
    String text = new String(sample.toArray(), StandardCharsets.UTF_8);
    List<Decoded> decoded =
        switch (protocol) {
          case TCP -> TcpSample.read(device, text, now);
          case HTTP, COAP -> BodySample.read(device, text, now);
          case MODBUS -> List.of(ModbusSample.read(model, device, text, now));
          case MQTT ->
              List.of(
                  MqttSample.read(
                      rules,
                      topic.isEmpty() ? MqttSample.topic(rules, device) : topic,
                      sample,
                      now));
        };
    Adaptation adaptation = Adaptation.of(model);
    return new Preview(decoded.stream().map(each -> adapted(adaptation, each, now)).toList());
  }

  private static Reading adapted(Adaptation adaptation, Decoded decoded, Instant now) {
    Adaptation.Adapted adapted =
        adaptation.points(
            decoded.device(),
            new DeviceLine.Reading(decoded.seq().orElse(1), decoded.at(), decoded.values()),
            now);
    Set<String> refused =
        adapted.quarantined().stream().map(Quarantined::property).collect(Collectors.toSet());
    List<Refused> quarantined = new ArrayList<>();
    for (Quarantined each : adapted.quarantined()) {
      adapted.points().stream()
          .filter(point -> point.property().equals(each.property()))
          .forEach(point -> quarantined.add(new Refused(point, each.reason())));
    }
    List<Point> taken =
        adapted.points().stream()
            .filter(Predicate.not(point -> refused.contains(point.property())))
            .toList();
    return new Reading(decoded, taken, quarantined);
  }

  /// How many values the model takes.
  public int taken() {
    return readings.stream().mapToInt(each -> each.taken().size()).sum();
  }

  /// How many values it refuses.
  public int quarantined() {
    return readings.stream().mapToInt(each -> each.quarantined().size()).sum();
  }

  /// What would go up to the platform: all values, in SenML.
  public JsonNode senMl() {
    List<Entry> entries = new ArrayList<>();
    for (Reading each : readings) {
      List<Point> points = new ArrayList<>(each.taken());
      each.quarantined().forEach(refused -> points.add(refused.point()));
      if (!points.isEmpty()) {
        entries.add(new Entry(entries.size() + 1, points));
      }
    }
    return SenMl.write(entries);
  }
}

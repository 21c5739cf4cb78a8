package io.fieldway.gateway.driver;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;

/// What a driver would take out of a sample of its protocol, for a preview.
///
/// @param device the device that it would be taken for
/// @param seq its number where the sample has one
/// @param values by the device's own names; empty where nothing can be used
/// @param flaws what was left out or replaced, and why
public record Decoded(
    String device, OptionalLong seq, Instant at, Map<String, JsonNode> values, List<String> flaws) {
  public Decoded(
      String device,
      OptionalLong seq,
      Instant at,
      Map<String, JsonNode> values,
      List<String> flaws) {
    this.device = device;
    this.seq = seq;
    this.at = at;
    this.values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    this.flaws = List.copyOf(flaws);
  }

  /// Nothing that can be used.
  public static Decoded nothing(String device, Instant at, String flaw) {
    return new Decoded(device, OptionalLong.empty(), at, Map.of(), List.of(flaw));
  }
}

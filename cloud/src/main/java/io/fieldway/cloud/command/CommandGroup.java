package io.fieldway.cloud.command;

import java.time.Instant;
import tools.jackson.databind.JsonNode;

/// One order to many devices.
///
/// @param refused `[{device, problem}]`: devices that were not ordered, and why
public record CommandGroup(String id, String action, JsonNode refused, Instant created) {}

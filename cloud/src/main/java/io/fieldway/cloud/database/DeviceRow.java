package io.fieldway.cloud.database;

import java.time.Instant;
import java.util.Optional;

/// A registered device.
///
/// @param revision raised at every change of its registration
/// @param lastSeen by its gateway's clock
public record DeviceRow(
    String id,
    String title,
    String gateway,
    String model,
    long revision,
    Presence state,
    Optional<Instant> lastSeen) {}

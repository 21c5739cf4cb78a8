package io.fieldway.devices.client;

import io.fieldway.wire.Bytes;
import java.time.Instant;

/// A picture, or something else that is no value.
///
/// @param id one id is one picture for ever
/// @param type its media type
/// @param at when it was taken
public record Picture(String id, String type, Instant at, Bytes content) {}

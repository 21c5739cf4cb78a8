package io.fieldway.wire.telemetry;

/// One stream of one gateway.
///
/// @param name such as `live`
/// @param epoch raised whenever the outbox starts anew and its sequences begin at 1 again
public record StreamId(String name, long epoch) {}

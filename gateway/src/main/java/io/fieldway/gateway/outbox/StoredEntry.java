package io.fieldway.gateway.outbox;

/// One reading in the store.
///
/// @param records its SenML records as JSON text, with commas between and no brackets around
public record StoredEntry(long seq, String records) {}

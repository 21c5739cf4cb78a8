package io.fieldway.cloud.database;

import java.time.Instant;

/// A model's document in force.
///
/// @param revision raised at every change, also where the document's own version stays
/// @param document its JSON text
public record ModelRow(
    String id, String version, long revision, String document, Instant changed) {}

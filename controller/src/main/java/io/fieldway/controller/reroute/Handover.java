package io.fieldway.controller.reroute;

import java.util.OptionalLong;

/// How a node came to be carried on by another, and back to itself. Times are those of the
/// controller's clock, in milliseconds.
///
/// @param substitute who was to carry it on, or does
/// @param why for people
/// @param at when it was first missed, or told to hand over
/// @param carriedAt since when it is served again, at its substitute
/// @param sessions that its substitute had of it, as it said last
/// @param returnedAt when it was heard again, and carried by nobody
public record Handover(
    String node,
    Kind kind,
    String substitute,
    String why,
    long at,
    OptionalLong carriedAt,
    long sessions,
    OptionalLong returnedAt) {
  /// What it began with.
  public enum Kind {
    /// It was dead by two witnesses.
    DIED("died"),
    /// Somebody wanted it so.
    DRAINED("drained"),
    /// It was carried on already when this controller first heard of it.
    FOUND("found");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    /// The kind as people and programs read it.
    public String word() {
      return word;
    }
  }
}

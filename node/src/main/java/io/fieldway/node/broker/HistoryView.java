package io.fieldway.node.broker;

import java.time.Instant;

/// What is kept of a topic for those who subscribe later, as people see it: what the messages say
/// stays out of sight.
///
/// @param keep the rule, as it is written
/// @param bytes the sizes of their payloads
/// @param oldest when the oldest came
/// @param newest when the newest came
public record HistoryView(
    String topic, String keep, int messages, long bytes, Instant oldest, Instant newest) {}

/// Topic names and topic filters of MQTT, and the tree that finds who subscribed to a topic,
/// without I/O.
@NullMarked
package io.fieldway.routing.topic;

import org.jspecify.annotations.NullMarked;

/// Topic names and topic filters of MQTT 5 (and 3.1.1) §4.7, the tree that finds who subscribed to
/// a topic and the map that finds the topics of a filter, without I/O.
@NullMarked
package io.fieldway.routing.topic;

import org.jspecify.annotations.NullMarked;

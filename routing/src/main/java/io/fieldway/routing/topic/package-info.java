/// Topic names and topic filters of MQTT 5 (and 3.1.1) §4.7, the tree that finds who subscribed to
/// a topic, the map that finds the topics of a filter and the one that finds which filters cover
/// which, without I/O.
@NullMarked
package io.fieldway.routing.topic;

import org.jspecify.annotations.NullMarked;

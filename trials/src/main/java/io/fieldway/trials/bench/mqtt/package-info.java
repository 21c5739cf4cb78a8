/// A load generator that speaks MQTT 5 by hand, byte by byte on non-blocking sockets and apart from
/// the node's own codec, so that it judges a broker from outside: one thread drives every client,
/// and every delivery is checked.
@NullMarked
package io.fieldway.trials.bench.mqtt;

import org.jspecify.annotations.NullMarked;

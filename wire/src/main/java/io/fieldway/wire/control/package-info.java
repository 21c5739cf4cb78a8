/// What a controller and the nodes say to each other, over one MQTT 5 connection for each node:
/// beats, claims and orders one way, statuses the other. Each message is a record; its codec stands
/// beside its fields.
@NullMarked
package io.fieldway.wire.control;

import org.jspecify.annotations.NullMarked;

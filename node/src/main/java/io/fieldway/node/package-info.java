/// One MQTT broker in a process: its configuration, and the start and stop of its parts.
@NullMarked
package io.fieldway.node;

import org.jspecify.annotations.NullMarked;

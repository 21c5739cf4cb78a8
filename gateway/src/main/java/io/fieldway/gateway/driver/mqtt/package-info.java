/// The driver for devices that publish to an MQTT broker, such as a node of the mesh: topics and
/// payloads become readings by rules, and a message is acknowledged once its reading is on disk.
@NullMarked
package io.fieldway.gateway.driver.mqtt;

import org.jspecify.annotations.NullMarked;

/// The perception interface: what a driver gives to the gateway and what it receives from it. A
/// driver knows its devices' protocol and nothing of models, disks or the platform.
@NullMarked
package io.fieldway.gateway.driver;

import org.jspecify.annotations.NullMarked;

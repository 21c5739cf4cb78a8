/// The perception interface: what a driver gives to the gateway and what it receives from it. A
/// driver knows its devices' protocol and nothing of disks or the platform; of a model it reads at
/// most the forms of its own protocol.
@NullMarked
package io.fieldway.gateway.driver;

import org.jspecify.annotations.NullMarked;

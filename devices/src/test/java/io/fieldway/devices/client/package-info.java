/// Tests of a device's side of the protocol, in virtual time.
@NullMarked
package io.fieldway.devices.client;

import org.jspecify.annotations.NullMarked;

/// Tests of the simulated field at its real sockets, against a gateway written by hand.
@NullMarked
package io.fieldway.devices;

import org.jspecify.annotations.NullMarked;

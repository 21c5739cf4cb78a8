/// The simulated field: ten devices that speak the device protocol with a gateway over real
/// sockets. This package is the shell around three pure ones: `world`, `instrument` and `client`.
@NullMarked
package io.fieldway.devices;

import org.jspecify.annotations.NullMarked;

/// Protocol adaptation: from a device's own names and units to the properties of its Thing Model,
/// and from the model's actions to the device's own. Declared in the model, no code per device.
@NullMarked
package io.fieldway.gateway.adapt;

import org.jspecify.annotations.NullMarked;

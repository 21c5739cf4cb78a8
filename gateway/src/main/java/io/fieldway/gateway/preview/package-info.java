/// What a gateway would make of a sample, without a device, a disk or a platform: driver, mapping
/// and model, one after the other.
@NullMarked
package io.fieldway.gateway.preview;

import org.jspecify.annotations.NullMarked;

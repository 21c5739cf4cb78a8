/// The twins of this gateway's devices: what the platform desires of them is kept on disk and given
/// to them, what they show is kept on disk and told to the platform.
@NullMarked
package io.fieldway.gateway.twin;

import org.jspecify.annotations.NullMarked;

/// The ground of every message that crosses a process: JSON trees read with errors that name the
/// place, and the one small immutable type for bytes. No sockets, no files, no clock.
@NullMarked
package io.fieldway.wire;

import org.jspecify.annotations.NullMarked;

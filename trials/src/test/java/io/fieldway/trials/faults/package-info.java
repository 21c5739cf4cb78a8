/// Faults of every kind on the real thing: processes killed with `kill -9`, links cut. Afterwards
/// the invariants of ARCHITECTURE.md are counted, by name.
@NullMarked
package io.fieldway.trials.faults;

import org.jspecify.annotations.NullMarked;

/// Tests of the rules by which twins merge and are judged.
@NullMarked
package io.fieldway.wire.twin;

import org.jspecify.annotations.NullMarked;

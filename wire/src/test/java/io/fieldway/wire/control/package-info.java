/// Tests of what controllers and nodes say: it reads what it wrote, and what it refuses says why.
@NullMarked
package io.fieldway.wire.control;

import org.jspecify.annotations.NullMarked;

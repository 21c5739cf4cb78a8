/// Tests of the node as a whole.
@NullMarked
package io.fieldway.node;

import org.jspecify.annotations.NullMarked;

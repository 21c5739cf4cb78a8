/// Tests of a node's part with controllers, in virtual time.
@NullMarked
package io.fieldway.node.control;

import org.jspecify.annotations.NullMarked;

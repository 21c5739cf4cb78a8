/// Tests of access.
@NullMarked
package io.fieldway.node.access;

import org.jspecify.annotations.NullMarked;

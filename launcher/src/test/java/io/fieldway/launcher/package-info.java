/// Tests of the commands that need no process of their own.
@NullMarked
package io.fieldway.launcher;

import org.jspecify.annotations.NullMarked;

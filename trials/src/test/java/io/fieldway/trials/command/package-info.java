/// The `fieldway` command as a newcomer meets it: processes started, read, interrupted.
@NullMarked
package io.fieldway.trials.command;

import org.jspecify.annotations.NullMarked;

/// What must survive the death of the process: values under numbers, appended to segments,
/// committed in groups, and compacted behind the broker's back.
@NullMarked
package io.fieldway.node.journal;

import org.jspecify.annotations.NullMarked;

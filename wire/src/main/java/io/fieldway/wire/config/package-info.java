/// How a role's configuration record describes itself: a sentence for every key, and what is wrong
/// with values that cannot stand together.
@NullMarked
package io.fieldway.wire.config;

import org.jspecify.annotations.NullMarked;

/// Tests of the messages: each reads like the page in docs that describes it.
@NullMarked
package io.fieldway.wire.channel;

import org.jspecify.annotations.NullMarked;

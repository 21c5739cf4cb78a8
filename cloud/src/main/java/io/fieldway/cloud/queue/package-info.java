/// Redis: its keys, streams and messages as records. The only package that knows the client
/// library. Nothing in Redis is needed to keep an acknowledged reading.
@NullMarked
package io.fieldway.cloud.queue;

import org.jspecify.annotations.NullMarked;

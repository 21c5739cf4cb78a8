/// The disk between devices and platform: readings until the database has committed them, and the
/// journal of commands. One writer thread owns the store and lets many writes share one fsync.
@NullMarked
package io.fieldway.gateway.outbox;

import org.jspecify.annotations.NullMarked;

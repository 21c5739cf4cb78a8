/// Commands on the platform without I/O: what one is, which state may follow which, what is sent to
/// a gateway next, what a withdrawal or a replacement does to it, and when it is too late.
@NullMarked
package io.fieldway.cloud.command;

import org.jspecify.annotations.NullMarked;

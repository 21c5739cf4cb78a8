/// A command's life on the gateway: journalled, given to its device, answered or too late, and
/// reported until the platform has stored the word.
@NullMarked
package io.fieldway.gateway.command;

import org.jspecify.annotations.NullMarked;

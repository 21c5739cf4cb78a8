/// Opens the machine server's listener, with or without TLS. The only package of the machine server
/// that knows Netty.
@NullMarked
package io.fieldway.cloud.machine.io;

import org.jspecify.annotations.NullMarked;

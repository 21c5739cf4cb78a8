/// The controller's sockets and its one thread: a connection to each node, and views over HTTP.
@NullMarked
package io.fieldway.controller.io;

import org.jspecify.annotations.NullMarked;

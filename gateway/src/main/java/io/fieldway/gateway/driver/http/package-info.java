/// Devices that push their readings over HTTP: one request, answered when what it brought is on
/// disk. What a body says is read by cores; the server and the seats stand around them.
@NullMarked
package io.fieldway.gateway.driver.http;

import org.jspecify.annotations.NullMarked;

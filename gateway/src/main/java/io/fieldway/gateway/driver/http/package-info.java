/// Devices that push their readings over HTTP: one request, answered when what it brought is on
/// disk. What a body says, and the device's seat, are `push`'s; here are the server and its words.
@NullMarked
package io.fieldway.gateway.driver.http;

import org.jspecify.annotations.NullMarked;

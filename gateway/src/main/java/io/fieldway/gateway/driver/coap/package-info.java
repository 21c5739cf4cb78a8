/// Devices that push their readings over CoAP (RFC 7252), and observe their instructions (RFC
/// 7641). What a body says, and the device's seat, are `push`'s; here are Californium's server and
/// its words.
@NullMarked
package io.fieldway.gateway.driver.coap;

import org.jspecify.annotations.NullMarked;

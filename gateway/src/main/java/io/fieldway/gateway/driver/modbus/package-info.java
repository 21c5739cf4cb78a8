/// Devices that speak Modbus TCP: the gateway is the client and asks each device on a connection
/// and a virtual thread of its own. Which register is which property, and what an action writes,
/// stands in the Thing Model's forms, in the words of the W3C's Modbus binding. Plan, registers and
/// frames are cores; the socket and the threads stand around them.
@NullMarked
package io.fieldway.gateway.driver.modbus;

import org.jspecify.annotations.NullMarked;

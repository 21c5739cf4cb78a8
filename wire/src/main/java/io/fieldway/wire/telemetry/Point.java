package io.fieldway.wire.telemetry;

import java.time.Instant;

/// One measured property of one device.
///
/// @param device the device's id
/// @param property the property's name in the device's Thing Model
/// @param unit SenML's or UCUM's symbol, such as `Cel`; empty where the model names none
/// @param deviceTime when the device says it measured; may be wrong by hours
/// @param gatewayTime when the gateway stored it, by the gateway's clock
public record Point(
    String device,
    String property,
    Value value,
    String unit,
    Instant deviceTime,
    Instant gatewayTime) {}

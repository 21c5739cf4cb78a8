package io.fieldway.gateway.push;

import java.time.Duration;

/// What holds for each device that pushes.
///
/// @param requestTimeout how long a request waits for an earlier one of its device
/// @param silentAfter how long after its last request a device is online
public record PushBounds(Duration requestTimeout, Duration silentAfter) {}

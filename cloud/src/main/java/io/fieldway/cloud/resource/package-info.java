/// The resource server: one committer writes the queue's batches to the database, and gateways,
/// devices, models, telemetry and commands are resources under REST.
@NullMarked
package io.fieldway.cloud.resource;

import org.jspecify.annotations.NullMarked;

/// The gateway of the seed's Figure 3, put together: devices on one side, the platform on the
/// other, the outbox between them. [io.fieldway.gateway.Gateway] starts and stops the layers in
/// order.
@NullMarked
package io.fieldway.gateway;

import org.jspecify.annotations.NullMarked;

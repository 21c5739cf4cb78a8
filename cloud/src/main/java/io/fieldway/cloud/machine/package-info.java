/// The machine server: gateways come in over Socket.IO, prove who they are, put their batches into
/// the queue and are told when the database has committed them; commands go down the same way.
@NullMarked
package io.fieldway.cloud.machine;

import org.jspecify.annotations.NullMarked;

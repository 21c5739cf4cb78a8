/// Embedded stores that could hold a gateway's outbox, each doing the same job behind
/// [io.fieldway.trials.bench.outbox.OutboxStore], so that `fieldway bench outbox` compares like
/// with like.
@NullMarked
package io.fieldway.trials.bench.outbox;

import org.jspecify.annotations.NullMarked;

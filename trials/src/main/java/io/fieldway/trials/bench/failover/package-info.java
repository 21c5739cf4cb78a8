/// How long clients wait when their broker dies and a substitute takes its place, and what it costs
/// to be ready for that: `fieldway bench failover`.
@NullMarked
package io.fieldway.trials.bench.failover;

import org.jspecify.annotations.NullMarked;

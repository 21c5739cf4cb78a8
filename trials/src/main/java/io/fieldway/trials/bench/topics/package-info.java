/// Topic trees that are compared at the job of a broker's subscriptions, and the benchmarks that
/// JMH runs in processes of their own.
@NullMarked
package io.fieldway.trials.bench.topics;

import org.jspecify.annotations.NullMarked;

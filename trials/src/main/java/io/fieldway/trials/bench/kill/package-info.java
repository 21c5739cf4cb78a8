/// `fieldway bench kill`: brokers killed with `kill -9` under load at random moments, and what of
/// their acknowledged messages is left; publishers and subscriber resume their sessions as the
/// specification asks.
@NullMarked
package io.fieldway.trials.bench.kill;

import org.jspecify.annotations.NullMarked;

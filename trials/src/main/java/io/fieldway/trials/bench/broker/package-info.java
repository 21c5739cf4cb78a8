/// `fieldway bench broker`: the node and other brokers, each in a process of its own, under the
/// same loads in alternating rounds.
@NullMarked
package io.fieldway.trials.bench.broker;

import org.jspecify.annotations.NullMarked;

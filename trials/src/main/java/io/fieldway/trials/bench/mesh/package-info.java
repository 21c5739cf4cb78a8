/// `fieldway bench mesh`: chains of nodes and of bridged brokers, each of them in a process of its
/// own, under the same loads in alternating rounds.
@NullMarked
package io.fieldway.trials.bench.mesh;

import org.jspecify.annotations.NullMarked;

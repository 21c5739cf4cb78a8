/// `fieldway bench paper`: the evaluation of the paper that the mesh follows, on its topology with
/// real nodes: how long a transmission takes with and without the shortest path.
@NullMarked
package io.fieldway.trials.bench.paper;

import org.jspecify.annotations.NullMarked;

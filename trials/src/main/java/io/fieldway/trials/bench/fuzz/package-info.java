/// `fieldway bench fuzz`: a running node and clients whose packets went wrong by chance. Everything
/// they send follows from a seed; only the order in which the node reads of many clients does not.
@NullMarked
package io.fieldway.trials.bench.fuzz;

import org.jspecify.annotations.NullMarked;

/// Benches that `fieldway bench` runs: contestants in alternating rounds, medians, one report for
/// people or as JSON, with the environment it was measured in.
@NullMarked
package io.fieldway.trials.bench;

import org.jspecify.annotations.NullMarked;

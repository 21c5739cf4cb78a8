/// `fieldway bench journal`: embedded stores at the job of a broker's journal, each behind
/// [io.fieldway.trials.bench.journal.KeyedStore], so that like is compared with like.
@NullMarked
package io.fieldway.trials.bench.journal;

import org.jspecify.annotations.NullMarked;

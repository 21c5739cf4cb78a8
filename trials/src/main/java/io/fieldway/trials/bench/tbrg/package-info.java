/// `fieldway bench tbrg`: what finding routes costs – the time of a table and of a change under
/// JMH, and what a change costs to tell the mesh, counted.
@NullMarked
package io.fieldway.trials.bench.tbrg;

import org.jspecify.annotations.NullMarked;

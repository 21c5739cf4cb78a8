/// The rules of the architecture, held by tests: each says why it is there. What a rule means by a
/// word stands in `ARCHITECTURE.md` and `CONTRIBUTING.md`.
@NullMarked
package io.fieldway.trials.architecture;

import org.jspecify.annotations.NullMarked;

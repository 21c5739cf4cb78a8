/// What a controller knows of the mesh: the seed's Table 11, with who is linked to whom, when each
/// node was heard, and who testifies that one is dead. No I/O and no clock; time is an argument, in
/// milliseconds that never go back.
@NullMarked
package io.fieldway.controller.table;

import org.jspecify.annotations.NullMarked;
